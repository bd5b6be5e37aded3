// kind: missing_module
// message: npm install messagebird
module.exports = async (recipient, text, context, cb) => {
  await null;
  require('messagebird')('key'); // here
};
