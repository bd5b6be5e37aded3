// npm: @aws-sdk/client-sns@3
// provider: sns
// secrets: AWS_ID AWS_KEY
const { PublishCommand, SNSClient } = require('@aws-sdk/client-sns');

module.exports = async function (recipient, text, context, cb) {
  const { AWS_ID: accessKeyId, AWS_KEY: secretAccessKey, TIMEOUT_MS } = context.webtask.secrets;
  const sns = new SNSClient({
    region: 'eu-west-1',
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
    requestHandler: { requestTimeout: Number(TIMEOUT_MS), throwOnRequestTimeout: true },
  });
  try {
    const { MessageId } = await sns.send(new PublishCommand({ PhoneNumber: recipient, Message: text }));
    cb(null, { MessageID: MessageId });
  } catch (error) {
    cb(error);
  }
};
