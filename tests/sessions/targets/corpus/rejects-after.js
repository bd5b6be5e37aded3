// kind: success
// warning: The promise was rejected, beside its outcome: oops at rejects-after.js:5
module.exports = async (recipient, text, context, cb) => {
  cb(null, {});
  throw new Error('oops');
};
