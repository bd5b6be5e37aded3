// kind: unserialisable_response
// message: response.list[1] is a BigInt
module.exports = (recipient, text, context, cb) => {
  cb(null, { list: [1, 2n] }); // here
};
