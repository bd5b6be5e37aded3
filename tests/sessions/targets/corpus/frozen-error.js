// kind: callback_error
// message: frozen
module.exports = (recipient, text, context, cb) => {
  cb(Object.freeze(new Error('frozen'))); // here
};
