// Ported by offhook from the hook environment.js, for the trigger send-phone-message.
// Dependencies: aws-sdk
// Secrets: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION
//
// Look at, by lines of environment.js:
// - 2: aws-sdk has no version: an Action takes the newest, which may be another one
// - 5: process.env.AWS_ACCESS_KEY_ID is not set any more: the client gets it
// - 6: process.env.AWS_SECRET_ACCESS_KEY is not set any more: the client gets it
// - 7: process.env.AWS_REGION is not set any more: the client gets it

// Load the SDK
var AWS = require('aws-sdk');

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;

  var params = { Message: text, PhoneNumber: recipient };

  var publishTextPromise = new AWS.SNS({
    apiVersion: '2010-03-31',
    accessKeyId: event.secrets.AWS_ACCESS_KEY_ID,
    secretAccessKey: event.secrets.AWS_SECRET_ACCESS_KEY,
    region: event.secrets.AWS_REGION,
  })
    .publish(params)
    .promise();

  await publishTextPromise;
};
