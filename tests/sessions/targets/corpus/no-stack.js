// kind: callback_error
// message: no stack
Error.stackTraceLimit = 0;
module.exports = (recipient, text, context, cb) => {
  cb(new Error('no stack')); // here
};
