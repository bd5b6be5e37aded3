// npm: got@11
// secrets: API_KEY
const got = require('got');

module.exports = function (recipient, text, context, cb) {
  const { API_KEY, TIMEOUT_MS } = context.webtask.secrets;
  got
    .post('https://sms.example.com/v1/messages', {
      json: { to: recipient, text },
      headers: { Authorization: `Bearer ${API_KEY}` },
      timeout: Number(TIMEOUT_MS),
      retry: 0,
    })
    .json()
    .then(({ id }) => cb(null, { MessageID: id }))
    .catch(cb);
};
