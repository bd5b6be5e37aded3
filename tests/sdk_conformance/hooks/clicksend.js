// npm: clicksend@5
// provider: clicksend
// secrets: CLICKSEND_USERNAME CLICKSEND_KEY
// lacks: time-out
// loses: 400 html
const { SMSApi, SmsMessage, SmsMessageCollection } = require('clicksend');

module.exports = async function (recipient, text, context, cb) {
  const { CLICKSEND_USERNAME, CLICKSEND_KEY } = context.webtask.secrets;
  const message = Object.assign(new SmsMessage(), { source: 'auth0', from: 'Acme', to: recipient, body: text });
  const collection = Object.assign(new SmsMessageCollection(), { messages: [message] });
  try {
    const { body } = await new SMSApi(CLICKSEND_USERNAME, CLICKSEND_KEY).smsSendPost(collection);
    const [{ message_id: id, status }] = body.data.messages;
    if (status !== 'SUCCESS') return cb(new Error(`ClickSend says ${status}: ${body.response_msg}`));
    cb(null, { MessageID: id });
  } catch (error) {
    // What this SDK throws for a status is an object with the response and the body.
    cb(error instanceof Error ? error : new Error(error.body.response_msg ?? error.response.statusMessage));
  }
};
