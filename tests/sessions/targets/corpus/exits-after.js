// kind: success
// warning: ended its own process after the outcome at exits-after.js:5
module.exports = (recipient, text, context, cb) => {
  cb(null, {});
  process.exit(1);
};
