/** A provider that refuses: what a hook hears of a number that nobody has verified. */
module.exports = function (recipient, text, context, cb) {
  console.log(`asking the provider to reach ${recipient} by ${context.message_type}`);
  const error = new Error(`The number ${recipient} is unverified; verify it first.`);
  error.status = 400;
  error.code = 21608;
  cb(error);
};
