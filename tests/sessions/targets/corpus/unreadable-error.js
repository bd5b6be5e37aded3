// kind: sync_throw
// message: Cannot convert object to primitive value
// The platform makes an Error of what is none, and so does what it throws come back to the hook.
module.exports = (recipient, text, context, cb) => {
  cb(Object.create(null)); // here
};
