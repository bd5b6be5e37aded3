// kind: syntax_error
// message: Unexpected token ')'
module.exports = function (recipient, text, context, cb) {
  if (text.length > 160)) { // here
    cb(new Error('too long'));
  }
};
