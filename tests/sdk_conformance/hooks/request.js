// npm: request@2
// secrets: USER PASSWORD
const request = require('request');

module.exports = function (recipient, text, context, cb) {
  const { USER, PASSWORD, TIMEOUT_MS } = context.webtask.secrets;
  const options = {
    url: 'https://sms.example.com/v1/messages',
    auth: { user: USER, pass: PASSWORD },
    form: { to: recipient, text },
    timeout: Number(TIMEOUT_MS),
  };
  request.post(options, (error, response, body) => {
    if (error) return cb(error);
    if (response.statusCode >= 300) return cb(new Error(`${response.statusCode}: ${body}`));
    cb(null, { MessageID: JSON.parse(body).id });
  });
};
