// kind: success
// outcome: delivered
// warning: still under way
exports.onExecuteSendPhoneMessage = async () => {
  setInterval(() => {}, 1000);
};
