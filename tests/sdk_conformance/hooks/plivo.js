// npm: plivo@4
// provider: plivo
// secrets: PLIVO_AUTH_ID=MAOTXXXXXXXXXXXXXXXX PLIVO_AUTH_TOKEN
// loses: 429
const plivo = require('plivo');

module.exports = async function (recipient, text, context, cb) {
  const { PLIVO_AUTH_ID, PLIVO_AUTH_TOKEN, TIMEOUT_MS } = context.webtask.secrets;
  const client = new plivo.Client(PLIVO_AUTH_ID, PLIVO_AUTH_TOKEN, { timeout: Number(TIMEOUT_MS) });
  try {
    const { messageUuid } = await client.messages.create({ src: '+15005550006', dst: recipient, text });
    cb(null, { MessageID: messageUuid[0] });
  } catch (error) {
    cb(error);
  }
};
