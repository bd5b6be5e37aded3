// kind: never_called
// message: What a function with a callback returns is no answer.
module.exports = (recipient, text) => ({ MessageID: 'SM4' });
