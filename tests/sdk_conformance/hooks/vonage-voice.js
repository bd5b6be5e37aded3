// npm: @vonage/server-sdk@3
// provider: vonage-voice
// channel: voice
// to: 15005550009
// secrets: VONAGE_APPLICATION_ID
const { generateKeyPairSync } = require('crypto');
const { Vonage } = require('@vonage/server-sdk');

// In the place of the application's own key, which is a file.
const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });

module.exports = async function (recipient, text, context, cb) {
  const { VONAGE_APPLICATION_ID: applicationId, TIMEOUT_MS } = context.webtask.secrets;
  const vonage = new Vonage({ applicationId, privateKey }, { timeout: Number(TIMEOUT_MS) });
  try {
    const { uuid } = await vonage.voice.createOutboundCall({
      to: [{ type: 'phone', number: recipient.replace('+', '') }],
      from: { type: 'phone', number: '15005550006' },
      ncco: [{ action: 'talk', text }],
    });
    cb(null, { MessageID: uuid });
  } catch (error) {
    // This SDK leaves what the provider says unread.
    if (error.response) error.message += `: ${await error.response.text()}`;
    cb(error);
  }
};
