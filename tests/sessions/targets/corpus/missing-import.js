// kind: missing_module
// message: npm install got
module.exports = async (recipient, text, context, cb) => {
  const { default: got } = await import('got'); // here
  cb(null, got);
};
