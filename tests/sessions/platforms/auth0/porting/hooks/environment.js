// Load the SDK
var AWS = require('aws-sdk');

module.exports = function (recipient, text, context, cb) {
  process.env.AWS_ACCESS_KEY_ID = context.webtask.secrets.AWS_ACCESS_KEY_ID;
  process.env.AWS_SECRET_ACCESS_KEY = context.webtask.secrets.AWS_SECRET_ACCESS_KEY;
  process.env.AWS_REGION = context.webtask.secrets.AWS_REGION;

  var params = { Message: text, PhoneNumber: recipient };

  var publishTextPromise = new AWS.SNS({ apiVersion: '2010-03-31' })
    .publish(params)
    .promise();

  publishTextPromise
    .then(function () {
      cb(null, {});
    })
    .catch(function (err) {
      cb(err);
    });
};
