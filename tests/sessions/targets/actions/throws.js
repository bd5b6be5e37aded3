// kind: rejected
// outcome: failed
// message: no from number
exports.onExecuteSendPhoneMessage = async () => {
  throw new Error('no from number'); // here
};
