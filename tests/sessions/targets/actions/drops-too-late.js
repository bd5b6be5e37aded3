// kind: success
// outcome: delivered
// warning: api.notification.drop was called after the Action's promise had settled
// warning: still under way
exports.onExecuteCustomPhoneProvider = async (event, api) => {
  setTimeout(() => api.notification.drop('late'), 100);
};
