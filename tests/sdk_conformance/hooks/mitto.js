// npm: axios
// provider: mitto
// secrets: MITTO_API_KEY
const axios = require('axios');

module.exports = function (recipient, text, context, cb) {
  const { MITTO_API_KEY, TIMEOUT_MS } = context.webtask.secrets;
  axios
    .post(
      'https://rest.mittoapi.net/sms.json',
      { from: 'Acme', to: recipient, text },
      { headers: { 'X-Mitto-API-Key': MITTO_API_KEY }, timeout: Number(TIMEOUT_MS) },
    )
    .then(({ data }) => {
      if (data.responseCode !== 0) return cb(new Error(data.responseText));
      cb(null, { MessageID: data.id });
    })
    .catch(cb);
};
