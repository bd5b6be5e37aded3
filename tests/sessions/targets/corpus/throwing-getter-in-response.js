// kind: unserialisable_response
// message: an object that throws: not loaded
module.exports = (recipient, text, context, cb) => {
  cb(null, { get sid() { throw new Error('not loaded'); } }); // here
};
