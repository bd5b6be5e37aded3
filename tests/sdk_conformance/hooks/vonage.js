// npm: @vonage/server-sdk@3
// provider: vonage
// to: 15005550009
// secrets: VONAGE_API_KEY VONAGE_API_SECRET
// loses: html
const { Vonage } = require('@vonage/server-sdk');

module.exports = async function (recipient, text, context, cb) {
  const { VONAGE_API_KEY: apiKey, VONAGE_API_SECRET: apiSecret, TIMEOUT_MS } = context.webtask.secrets;
  const vonage = new Vonage({ apiKey, apiSecret }, { timeout: Number(TIMEOUT_MS) });
  try {
    const { messages } = await vonage.sms.send({ to: recipient.replace(/\D/g, ''), from: 'Acme', text });
    cb(null, { MessageID: messages[0]['message-id'] });
  } catch (error) {
    cb(error);
  }
};
