// Ported by offhook from the hook environment.js, for the trigger send-phone-message.
// Dependencies: aws-sdk
// Secrets: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION
//
// Look at, by lines of environment.js:
// - 2: aws-sdk has no version: an Action takes the newest, which may be another one
// - 5: process.env is written: what is set stays set for later calls of the Action
// - 6: process.env is written: what is set stays set for later calls of the Action
// - 7: process.env is written: what is set stays set for later calls of the Action

// Load the SDK
var AWS = require('aws-sdk');

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;
  process.env.AWS_ACCESS_KEY_ID = event.secrets.AWS_ACCESS_KEY_ID;
  process.env.AWS_SECRET_ACCESS_KEY = event.secrets.AWS_SECRET_ACCESS_KEY;
  process.env.AWS_REGION = event.secrets.AWS_REGION;

  var params = { Message: text, PhoneNumber: recipient };

  var publishTextPromise = new AWS.SNS({ apiVersion: '2010-03-31' })
    .publish(params)
    .promise();

  await publishTextPromise;
};
