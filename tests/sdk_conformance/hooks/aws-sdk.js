// npm: aws-sdk@2
// provider: sns
// secrets: AWS_ID AWS_KEY
process.env.AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE = '1';
const AWS = require('aws-sdk');

module.exports = function (recipient, text, context, cb) {
  const { AWS_ID: accessKeyId, AWS_KEY: secretAccessKey, TIMEOUT_MS } = context.webtask.secrets;
  const httpOptions = { timeout: Number(TIMEOUT_MS) };
  const sns = new AWS.SNS({ region: 'eu-west-1', accessKeyId, secretAccessKey, maxRetries: 0, httpOptions });
  sns.publish({ PhoneNumber: recipient, Message: text }, (error, sent) => {
    if (error) return cb(error);
    cb(null, { MessageID: sent.MessageId });
  });
};
