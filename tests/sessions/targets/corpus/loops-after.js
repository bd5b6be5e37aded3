// kind: success
// warning: still running after its answer
module.exports = (recipient, text, context, cb) => {
  cb(null, {});
  for (;;);
};
