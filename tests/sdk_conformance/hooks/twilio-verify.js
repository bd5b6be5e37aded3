// npm: twilio@6
// provider: twilio-verify
// text: Your verification code is: {code}
// secrets: TWILIO_SID=AC00000000000000000000000000000000 TWILIO_TOKEN
const twilio = require('twilio');

const SERVICE = 'VA00000000000000000000000000000000';

module.exports = function (recipient, text, context, cb) {
  const { TWILIO_SID, TWILIO_TOKEN, TIMEOUT_MS } = context.webtask.secrets;
  const client = twilio(TWILIO_SID, TWILIO_TOKEN, { timeout: Number(TIMEOUT_MS) });
  client.verify.v2
    .services(SERVICE)
    .verifications.create({ to: recipient, channel: 'sms', customCode: context.code })
    .then(({ sid }) => cb(null, { MessageID: sid }))
    .catch(cb);
};
