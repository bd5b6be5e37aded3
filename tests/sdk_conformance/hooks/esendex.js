// npm: axios
// provider: esendex
// secrets: ESENDEX_ACCOUNT ESENDEX_USERNAME ESENDEX_PASSWORD
const axios = require('axios');

module.exports = function (recipient, text, context, cb) {
  const { ESENDEX_ACCOUNT, ESENDEX_USERNAME, ESENDEX_PASSWORD, TIMEOUT_MS } = context.webtask.secrets;
  const esendex = axios.create({ baseURL: 'https://api.esendex.com/', timeout: Number(TIMEOUT_MS) });
  esendex({
    method: 'post',
    url: '/v1.0/messagedispatcher',
    auth: { username: ESENDEX_USERNAME, password: ESENDEX_PASSWORD },
    headers: { Accept: 'application/json' },
    data: { accountreference: ESENDEX_ACCOUNT, messages: [{ to: recipient, body: text }] },
  })
    .then(({ data }) => cb(null, { MessageID: data.batch.messageheaders[0].id }))
    .catch(cb);
};
