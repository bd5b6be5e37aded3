// kind: callback_error
// message: first; second
module.exports = (recipient, text, context, cb) => {
  cb(new AggregateError([new Error('first'), new Error('second')])); // here
};
