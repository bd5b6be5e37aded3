// kind: unserialisable_response
// message: response.self is a circular reference
module.exports = (recipient, text, context, cb) => {
  const response = {};
  response.self = response;
  cb(null, response); // here
};
