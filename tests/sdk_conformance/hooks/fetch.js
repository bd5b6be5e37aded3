// npm:
// secrets: API_KEY
module.exports = async function (recipient, text, context, cb) {
  const { API_KEY, TIMEOUT_MS } = context.webtask.secrets;
  try {
    const response = await fetch('https://sms.example.com/v1/messages', {
      method: 'POST',
      body: JSON.stringify({ to: recipient, text }),
      headers: { Authorization: `Bearer ${API_KEY}`, 'Content-Type': 'application/json' },
      signal: AbortSignal.timeout(Number(TIMEOUT_MS)),
    });
    if (!response.ok) return cb(new Error(`${response.status}: ${await response.text()}`));
    cb(null, { MessageID: (await response.json()).id });
  } catch (error) {
    cb(error);
  }
};
