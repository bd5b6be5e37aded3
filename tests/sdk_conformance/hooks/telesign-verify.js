// npm: axios
// provider: telesign-verify
// secrets: TELESIGN_ID TELESIGN_KEY
const axios = require('axios');

module.exports = function (recipient, text, context, cb) {
  const { TELESIGN_ID, TELESIGN_KEY, TIMEOUT_MS } = context.webtask.secrets;
  axios
    .post(
      'https://rest-ww.telesign.com/v1/verify/sms',
      new URLSearchParams({ phone_number: recipient, template: text }),
      { auth: { username: TELESIGN_ID, password: TELESIGN_KEY }, timeout: Number(TIMEOUT_MS) },
    )
    .then(({ data }) => cb(null, { MessageID: data.reference_id }))
    .catch(cb);
};
