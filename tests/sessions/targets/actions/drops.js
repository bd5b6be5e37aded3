// kind: dropped
// outcome: dropped
// message: not a mobile
exports.onExecuteCustomPhoneProvider = async (event, api) => {
  await null;
  api.notification.drop('not a mobile'); // here
};
