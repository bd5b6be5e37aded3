// kind: callback_error
// message: from another realm
module.exports = (recipient, text, context, cb) => {
  cb(require('vm').runInNewContext('new TypeError("from another realm")')); // here
};
