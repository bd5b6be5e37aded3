// kind: retry_requested
// outcome: retry
// message: provider is busy
exports.onExecuteCustomPhoneProvider = async (event, api) => {
  api.notification.drop('never mind');
  api.notification.retry('provider is busy'); // here
};
