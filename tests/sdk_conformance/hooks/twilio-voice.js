// npm: twilio@6
// provider: twilio
// channel: voice
// secrets: TWILIO_SID=AC00000000000000000000000000000000 TWILIO_TOKEN
const twilio = require('twilio');

module.exports = function (recipient, text, context, cb) {
  const { TWILIO_SID, TWILIO_TOKEN, TIMEOUT_MS } = context.webtask.secrets;
  const client = twilio(TWILIO_SID, TWILIO_TOKEN, { timeout: Number(TIMEOUT_MS) });
  const spoken = new twilio.twiml.VoiceResponse();
  spoken.say(text);
  client.calls
    .create({ to: recipient, from: '+15005550006', twiml: spoken.toString() })
    .then(({ sid }) => cb(null, { MessageID: sid }))
    .catch(cb);
};
