// A node callback; process.env written by the hook; the response handed on as it is.
process.env.AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE = '1';
const AWS = require('aws-sdk');

module.exports = function (recipient, text, context, cb) {
  process.env.AWS_ACCESS_KEY_ID = context.webtask.secrets.AWS_ACCESS_KEY_ID;
  process.env.AWS_SECRET_ACCESS_KEY = context.webtask.secrets.AWS_SECRET_ACCESS_KEY;
  process.env.AWS_REGION = 'r1';

  const sns = new AWS.SNS({ apiVersion: '2010-03-31', endpoint: context.webtask.secrets.BASE, maxRetries: 0 });
  sns.publish({ Message: text, PhoneNumber: recipient }, function (error, response) {
    if (error) return cb(error);
    cb(null, response);
  });
};
