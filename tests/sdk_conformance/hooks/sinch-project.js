// npm: @sinch/sdk-core@1.4.0
// provider: sinch
// secrets: SINCH_PROJECT_ID SINCH_KEY_ID SINCH_KEY_SECRET
// lacks: time-out
// loses: html
const { SinchClient } = require('@sinch/sdk-core');

module.exports = async function (recipient, text, context, cb) {
  const secrets = context.webtask.secrets;
  const sinch = new SinchClient({
    projectId: secrets.SINCH_PROJECT_ID,
    keyId: secrets.SINCH_KEY_ID,
    keySecret: secrets.SINCH_KEY_SECRET,
  });
  try {
    const { id } = await sinch.sms.batches.send({ sendSMSRequestBody: { to: [recipient], from: '15005550006', body: text } });
    cb(null, { MessageID: id });
  } catch (error) {
    cb(error);
  }
};
