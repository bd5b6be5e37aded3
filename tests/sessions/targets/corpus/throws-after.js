// kind: success
// warning: The hook threw, beside its outcome: oops at throws-after.js:5
module.exports = (recipient, text, context, cb) => {
  cb(null, {});
  throw new Error('oops');
};
