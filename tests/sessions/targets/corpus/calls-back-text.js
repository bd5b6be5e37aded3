// kind: callback_error
// message: no credit
module.exports = (recipient, text, context, cb) => {
  cb('no credit'); // here
};
