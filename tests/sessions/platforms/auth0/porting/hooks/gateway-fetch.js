/** Sends by the gateway of our own. */
module.exports = async (recipient, text, context, cb) => {
  const { GATEWAY_URL, GATEWAY_KEY } = context.webtask.secrets;
  if (!recipient) return cb(new Error('no recipient'));
  if (context.language === 'fr') return;
  if (context.message_type === 'voice') { cb(); return; }
  try {
    const answered = await fetch(`${GATEWAY_URL}/messages`, {
      method: 'POST',
      headers: { 'x-key': GATEWAY_KEY, 'content-type': 'application/json' },
      body: JSON.stringify({ to: recipient, text, language: context.language }),
    });
    if (!answered.ok) return cb('gateway: ' + answered.status);
    cb(null, {});
    await fetch(`${GATEWAY_URL}/log`, { method: 'POST' });
  } catch (error) {
    cb(error);
  }
};
