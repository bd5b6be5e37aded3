// kind: syntax_error
// message: Unexpected token ':'
module.exports = function (recipient: string, text: string, context: object, cb: Function) { // here
  cb();
};
