// kind: bad_export
// outcome: failed
// message: onExecuteSendPhoneMessage
exports.onExecuteSendPhoneMessage = 'later';
