// npm: undici@7
// secrets: API_KEY
const { request } = require('undici');

module.exports = async function (recipient, text, context, cb) {
  const { API_KEY, TIMEOUT_MS } = context.webtask.secrets;
  try {
    const { statusCode, body } = await request('https://sms.example.com/v1/messages', {
      method: 'POST',
      body: JSON.stringify({ to: recipient, text }),
      headers: { Authorization: `Bearer ${API_KEY}`, 'Content-Type': 'application/json' },
      headersTimeout: Number(TIMEOUT_MS),
    });
    if (statusCode >= 300) return cb(new Error(`${statusCode}: ${await body.text()}`));
    cb(null, { MessageID: (await body.json()).id });
  } catch (error) {
    cb(error);
  }
};
