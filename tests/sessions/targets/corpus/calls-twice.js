// kind: success
// warning: cb was called again at calls-twice.js:7
module.exports = (recipient, text, context, cb) => {
  cb(null, {});
  setTimeout(() => {
    // A second answer, as after a missing `return`.
    cb(new Error('again'));
  }, 10);
};
