// kind: timeout_busy
// timeout: 0.1
module.exports = (recipient, text, context, cb) => {
  cb(null, /^(\d+)+$/.test(`${'1'.repeat(40)}!`)); // here
};
