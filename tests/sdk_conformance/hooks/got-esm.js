// npm: got-14@npm:got@14
// secrets: API_KEY
module.exports = async function (recipient, text, context, cb) {
  const { API_KEY, TIMEOUT_MS } = context.webtask.secrets;
  const { default: got } = await import('got-14');
  try {
    const answer = got.post('https://sms.example.com/v1/messages', {
      json: { to: recipient, text },
      headers: { Authorization: `Bearer ${API_KEY}` },
      timeout: { request: Number(TIMEOUT_MS) },
      retry: { limit: 0 },
    });
    cb(null, { MessageID: (await answer.json()).id });
  } catch (error) {
    cb(error);
  }
};
