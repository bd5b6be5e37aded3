// kind: success
// warning: An error was not caught, beside its outcome: oops at throws-late-after.js:6
module.exports = (recipient, text, context, cb) => {
  cb(null, {});
  setTimeout(() => {
    throw new Error('oops');
  }, 5);
};
