// kind: sync_throw
// outcome: failed
// message: no from number
exports.onExecuteSendPhoneMessage = () => {
  throw new Error('no from number'); // here
};
