// kind: callback_error
// message: refused
module.exports = (recipient, text, context, cb) => {
  cb(new SendPhoneMessageError('refused', 'Try later')); // here
};
