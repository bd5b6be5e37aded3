module.exports = function (recipient, text, context, cb) {
  const axios = require('axios');
  const { ESENDEX_USER, ESENDEX_PASSWORD } = context.webtask.secrets;
  axios
    .post(
      'https://api.esendex.com/v1.0/messagedispatcher',
      { accountreference: 'EX1', messages: [{ to: recipient, body: text }] },
      { auth: { username: ESENDEX_USER, password: ESENDEX_PASSWORD } },
    )
    .then(() => cb(null, {}))
    .catch(cb);
};
