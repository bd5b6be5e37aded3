// kind: success
// outcome: delivered
// warning: An error was not caught, beside its outcome: forgotten
// warning: still under way
exports.onExecuteSendPhoneMessage = async () => {
  setTimeout(() => Promise.reject(new Error('forgotten')), 100);
};
