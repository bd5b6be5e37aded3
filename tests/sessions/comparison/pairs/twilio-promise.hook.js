const twilio = require('twilio');

module.exports = function (recipient, text, context, cb) {
  const { TWILIO_SID, TWILIO_TOKEN } = context.webtask.secrets;
  twilio(TWILIO_SID, TWILIO_TOKEN)
    .messages.create({ to: recipient, from: '+15005550006', body: `${text} (${context.client_id})` })
    .then((message) => {
      console.log('sent', message.sid, 'at', message.date_created);
      cb(null, { MessageID: message.sid });
    })
    .catch((error) => {
      console.error('not sent:', error);
      cb(error);
    });
};
