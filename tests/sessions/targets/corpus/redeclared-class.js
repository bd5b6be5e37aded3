// kind: syntax_error
// message: Identifier 'SendPhoneMessageError' has already been declared
class SendPhoneMessageError extends Error {} // here
