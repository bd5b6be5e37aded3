// Modules required inside the function; sms and voice by different calls.
module.exports = function (recipient, text, context, cb) {
  const { initClient } = require('messagebird');
  const messagebird = initClient(context.webtask.secrets.API_KEY);
  const done = (error, response) => (error ? cb(error) : cb(null, { MessageID: response.id }));

  if (context.message_type === 'voice') {
    const spoken = { recipients: [recipient], body: text.replace(/\d/g, '$&, '), language: 'en-gb', voice: 'female' };
    return messagebird.voice_messages.create(spoken, done);
  }
  return messagebird.messages.create({ originator: 'Tenant', recipients: [recipient], body: text }, done);
};
