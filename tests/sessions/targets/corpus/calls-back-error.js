// kind: callback_error
// message: boom
module.exports = function (recipient, text, context, cb) {
  const error = new Error('boom'); // here
  error.code = 21211;
  setTimeout(() => cb(error), 1);
};
