// kind: dropped
// outcome: dropped
// message: aaaaaaaaaa
// warning: cut after 1,024 characters
exports.onExecuteCustomPhoneProvider = async (event, api) => {
  api.notification.drop('a'.repeat(5000)); // here
};
