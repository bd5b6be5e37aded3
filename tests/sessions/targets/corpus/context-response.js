// kind: unserialisable_response
// message: response.webtask.body.context is a circular reference
module.exports = (recipient, text, context, cb) => {
  cb(null, context); // here
};
