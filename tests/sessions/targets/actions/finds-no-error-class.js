// kind: rejected
// outcome: failed
// message: SendPhoneMessageError is not defined
exports.onExecuteSendPhoneMessage = async (event) => {
  throw new SendPhoneMessageError('no such number'); // here
};
