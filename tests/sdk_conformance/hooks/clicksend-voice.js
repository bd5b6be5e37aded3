// npm: clicksend@5
// provider: clicksend-voice
// channel: voice
// secrets: CLICKSEND_USERNAME CLICKSEND_KEY
// lacks: time-out
// loses: 400 html
const { VoiceApi, VoiceMessage, VoiceMessageCollection } = require('clicksend');

module.exports = async function (recipient, text, context, cb) {
  const { CLICKSEND_USERNAME, CLICKSEND_KEY } = context.webtask.secrets;
  const given = { source: 'auth0', to: recipient, body: text, lang: 'en-us', voice: 'female' };
  const collection = Object.assign(new VoiceMessageCollection(), { messages: [Object.assign(new VoiceMessage(), given)] });
  try {
    const { body } = await new VoiceApi(CLICKSEND_USERNAME, CLICKSEND_KEY).voiceSendPost(collection);
    const [{ message_id: id, status }] = body.data.messages;
    if (status !== 'SUCCESS') return cb(new Error(`ClickSend says ${status}: ${body.response_msg}`));
    cb(null, { MessageID: id });
  } catch (error) {
    // What this SDK throws for a status is an object with the response and the body.
    cb(error instanceof Error ? error : new Error(error.body.response_msg ?? error.response.statusMessage));
  }
};
