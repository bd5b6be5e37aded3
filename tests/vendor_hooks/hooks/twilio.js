// Promise, then and catch; sms and voice.
const twilio = require('twilio');

module.exports = function (recipient, text, context, cb) {
  const { TWILIO_SID, TWILIO_TOKEN, TWILIO_FROM, BASE } = context.webtask.secrets;

  class HttpClient extends twilio.RequestClient {
    request(options) {
      return super.request({ ...options, uri: options.uri.replace('https://api.twilio.com', BASE) });
    }
  }

  const client = twilio(TWILIO_SID, TWILIO_TOKEN, { httpClient: new HttpClient() });
  const sent =
    context.message_type === 'voice'
      ? client.calls.create({ to: recipient, from: TWILIO_FROM, twiml: `<Response><Say>${text}</Say></Response>` })
      : client.messages.create({ to: recipient, from: TWILIO_FROM, body: text });
  sent
    .then((message) => {
      console.log('sent', message.sid);
      cb(null, { MessageID: message.sid });
    })
    .catch((error) => cb(error));
};
