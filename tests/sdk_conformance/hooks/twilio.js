// npm: twilio@6
// provider: twilio
// secrets: TWILIO_SID=AC00000000000000000000000000000000 TWILIO_TOKEN
const twilio = require('twilio');

module.exports = function (recipient, text, context, cb) {
  const { TWILIO_SID, TWILIO_TOKEN, TIMEOUT_MS } = context.webtask.secrets;
  const client = twilio(TWILIO_SID, TWILIO_TOKEN, { timeout: Number(TIMEOUT_MS) });
  client.messages
    .create({ to: recipient, from: '+15005550006', body: text })
    .then(({ sid }) => cb(null, { MessageID: sid }))
    .catch(cb);
};
