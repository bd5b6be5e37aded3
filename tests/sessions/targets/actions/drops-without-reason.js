// kind: dropped
// outcome: dropped
// message: no reason given
exports.onExecuteCustomPhoneProvider = async (event, api) => api.notification.drop(); // here
