const { PublishCommand, SNSClient } = require('@aws-sdk/client-sns');

const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 's3cret-token' };
const client = new SNSClient({ region: 'eu-west-1', credentials }); // AWS_ENDPOINT_URL_SNS
client.send(new PublishCommand({ PhoneNumber: process.env.TO, Message: process.env.TEXT })).then(
  ({ MessageId }) => console.log(MessageId),
  (error) => { console.error(error); process.exitCode = 1; },
);
