// A hook finds these two classes in scope; an Action finds neither, and may have its own.
// kind: rejected
// outcome: failed
// message: no such number
class ExtensibilityUserError extends Error {}
class SendPhoneMessageError extends ExtensibilityUserError {}

exports.onExecuteSendPhoneMessage = async (event) => {
  throw new SendPhoneMessageError('no such number'); // here
};
