// kind: success
// outcome: delivered
// warning: exports onExecuteCustomPhoneProvider too; only onExecuteSendPhoneMessage was called
exports.onExecuteCustomPhoneProvider = async () => { throw new Error('not called'); };
exports.onExecuteSendPhoneMessage = async () => {};
