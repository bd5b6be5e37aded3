// npm: messagebird@4
// provider: messagebird
// secrets: MESSAGEBIRD_KEY
// loses: html
const { initClient } = require('messagebird');

module.exports = function (recipient, text, context, cb) {
  const { MESSAGEBIRD_KEY, TIMEOUT_MS } = context.webtask.secrets;
  const messagebird = initClient(MESSAGEBIRD_KEY, Number(TIMEOUT_MS));
  messagebird.messages.create({ originator: 'Acme', recipients: [recipient], body: text }, (error, message) => {
    if (error) return cb(error);
    cb(null, { MessageID: message.id });
  });
};
