// npm: https-proxy-agent@7
// secrets: API_KEY
const https = require('https');
const { HttpsProxyAgent } = require('https-proxy-agent');

module.exports = function (recipient, text, context, cb) {
  const { API_KEY, TIMEOUT_MS } = context.webtask.secrets;
  const options = {
    method: 'POST',
    agent: new HttpsProxyAgent('http://proxy.example.com:3128'),
    headers: { Authorization: `Bearer ${API_KEY}`, 'Content-Type': 'application/json' },
    timeout: Number(TIMEOUT_MS),
  };
  const request = https.request('https://sms.example.com/v1/messages', options, (response) => {
    let body = '';
    response.setEncoding('utf8').on('data', (part) => (body += part));
    response.on('end', () => {
      if (response.statusCode >= 300) return cb(new Error(`${response.statusCode}: ${body}`));
      cb(null, { MessageID: JSON.parse(body).id });
    });
  });
  request.on('timeout', () => request.destroy(new Error('The gateway does not answer.')));
  request.on('error', cb);
  request.end(JSON.stringify({ to: recipient, text }));
};
