// npm: @vonage/server-sdk@3 @vonage/messages
// provider: vonage-messages
// to: 15005550009
// secrets: VONAGE_APPLICATION_ID
const { generateKeyPairSync } = require('crypto');
const { SMS } = require('@vonage/messages');
const { Vonage } = require('@vonage/server-sdk');

// In the place of the application's own key, which is a file.
const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });

module.exports = async function (recipient, text, context, cb) {
  const { VONAGE_APPLICATION_ID: applicationId, TIMEOUT_MS } = context.webtask.secrets;
  const vonage = new Vonage({ applicationId, privateKey }, { timeout: Number(TIMEOUT_MS) });
  try {
    const { messageUUID } = await vonage.messages.send(new SMS({ to: recipient.replace('+', ''), from: 'Acme', text }));
    cb(null, { MessageID: messageUUID });
  } catch (error) {
    // This SDK leaves what the provider says unread.
    if (error.response) error.message += `: ${await error.response.text()}`;
    cb(error);
  }
};
