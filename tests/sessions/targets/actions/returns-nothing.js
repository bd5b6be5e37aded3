// kind: success
// outcome: delivered
exports.onExecuteSendPhoneMessage = async () => {};
