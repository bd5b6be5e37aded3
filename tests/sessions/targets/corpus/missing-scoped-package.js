// kind: missing_module
// message: npm install @aws-sdk/client-sns
module.exports = (recipient, text, context, cb) => {
  const { SNS } = require('@aws-sdk/client-sns'); // here
  cb(null, SNS);
};
