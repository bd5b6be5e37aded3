const AWS = require('aws-sdk');

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;
  const sns = new AWS.SNS({ region: 'eu-west-1', accessKeyId: event.secrets.AWS_ACCESS_KEY_ID });
  await new Promise((resolve, reject) => {
    sns.publish({ Message: text, PhoneNumber: recipient }, (error, data) => (error ? reject(error) : resolve(data)));
  });
};
