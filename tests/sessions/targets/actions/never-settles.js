// kind: never_called
// outcome: failed
// message: the Action's promise had not settled
exports.onExecuteSendPhoneMessage = async () => new Promise(() => {});
