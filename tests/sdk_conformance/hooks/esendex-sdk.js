// npm: esendex
// provider: esendex
// secrets: ESENDEX_ACCOUNT ESENDEX_USERNAME ESENDEX_PASSWORD
// lacks: time-out
const createClient = require('esendex');

module.exports = function (recipient, text, context, cb) {
  const { ESENDEX_ACCOUNT, ESENDEX_USERNAME, ESENDEX_PASSWORD } = context.webtask.secrets;
  const esendex = createClient({ username: ESENDEX_USERNAME, password: ESENDEX_PASSWORD });
  const messages = { accountreference: ESENDEX_ACCOUNT, message: [{ to: recipient, body: text }] };
  esendex.messages.send(messages, (error, answer) => {
    if (error) return cb(error);
    cb(null, { MessageID: answer.messageheader[0].id });
  });
};
