// npm: superagent@10
// secrets: API_KEY
const superagent = require('superagent');

module.exports = function (recipient, text, context, cb) {
  const { API_KEY, TIMEOUT_MS } = context.webtask.secrets;
  superagent
    .post('https://sms.example.com/v1/messages')
    .set('Authorization', `Bearer ${API_KEY}`)
    .timeout(Number(TIMEOUT_MS))
    .send({ to: recipient, text })
    .then(({ body }) => cb(null, { MessageID: body.id }))
    .catch(cb);
};
