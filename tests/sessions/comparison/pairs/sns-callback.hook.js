const AWS = require('aws-sdk');

module.exports = function (recipient, text, context, cb) {
  process.env.AWS_ACCESS_KEY_ID = context.webtask.secrets.AWS_ACCESS_KEY_ID;
  const sns = new AWS.SNS({ region: 'eu-west-1' });
  sns.publish({ PhoneNumber: recipient, Message: text }, cb);
};
