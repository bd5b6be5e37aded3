// kind: success
// warning: still running after its answer, with a timer open
module.exports = (recipient, text, context, cb) => {
  cb(null, {});
  setInterval(() => {}, 1000);
};
