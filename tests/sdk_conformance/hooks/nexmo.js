// npm: nexmo@2
// provider: vonage
// to: 15005550009
// secrets: VONAGE_API_KEY VONAGE_API_SECRET
// lacks: time-out
// loses: html
const Nexmo = require('nexmo');

module.exports = function (recipient, text, context, cb) {
  const { VONAGE_API_KEY: apiKey, VONAGE_API_SECRET: apiSecret } = context.webtask.secrets;
  const nexmo = new Nexmo({ apiKey, apiSecret });
  nexmo.message.sendSms('Acme', recipient.replace(/\D/g, ''), text, (error, answer) => {
    if (error) return cb(error);
    const [message] = answer.messages;
    if (message.status !== '0') return cb(new Error(message['error-text']));
    cb(null, { MessageID: message['message-id'] });
  });
};
