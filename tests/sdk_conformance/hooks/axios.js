// npm: axios@1
// secrets: API_KEY
const axios = require('axios');

module.exports = function (recipient, text, context, cb) {
  const { API_KEY, TIMEOUT_MS } = context.webtask.secrets;
  axios
    .post(
      'https://sms.example.com/v1/messages',
      { to: recipient, text },
      { headers: { Authorization: `Bearer ${API_KEY}` }, timeout: Number(TIMEOUT_MS) },
    )
    .then(({ data }) => cb(null, { MessageID: data.id }))
    .catch(cb);
};
