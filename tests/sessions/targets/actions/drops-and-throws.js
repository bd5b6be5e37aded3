// kind: rejected
// outcome: failed
// message: thrown
exports.onExecuteCustomPhoneProvider = async (event, api) => {
  api.notification.drop('dropped');
  throw new Error('thrown'); // here
};
