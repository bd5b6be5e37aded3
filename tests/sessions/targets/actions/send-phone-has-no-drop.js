// kind: rejected
// outcome: failed
// message: Cannot read properties of undefined
exports.onExecuteSendPhoneMessage = async (event, api) => {
  api.notification.drop('there is none'); // here
};
