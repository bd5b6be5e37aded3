// npm: axios
// provider: 8x8
// secrets: SUBACCOUNT API_KEY
const axios = require('axios');

module.exports = function (recipient, text, context, cb) {
  const { SUBACCOUNT, API_KEY, TIMEOUT_MS } = context.webtask.secrets;
  axios
    .post(
      `https://sms.8x8.com/api/v1/subaccounts/${SUBACCOUNT}/messages`,
      { source: 'Acme', destination: recipient, text },
      { headers: { Authorization: `Bearer ${API_KEY}` }, timeout: Number(TIMEOUT_MS) },
    )
    .then(({ data }) => cb(null, { MessageID: data.umid }))
    .catch(cb);
};
