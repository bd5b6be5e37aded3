// kind: sync_throw
// message: Cannot read properties of undefined (reading 'name')
module.exports = (recipient, text, context, cb) => {
  cb(null, context.application.name); // here
};
