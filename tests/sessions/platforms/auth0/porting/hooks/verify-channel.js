const fetch = globalThis.fetch;

// Verify calls where a hook says voice.
module.exports = async function (recipient, text, context, cb) {
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, VERIFY_SID } = context.webtask.secrets;
  const channel = context.message_type === 'voice' ? 'call' : context.message_type;
  const body = new URLSearchParams({ To: recipient, Channel: channel, CustomCode: context.code });
  const authorization = Buffer.from(`${TWILIO_ACCOUNT_SID}:${TWILIO_AUTH_TOKEN}`).toString('base64');

  try {
    const response = await fetch(`https://verify.twilio.com/v2/Services/${VERIFY_SID}/Verifications`, {
      method: 'POST',
      headers: { Authorization: `Basic ${authorization}` },
      body,
    });
    const answer = await response.json();
    if (response.status >= 300) {
      return cb(new Error(answer.message));
    }
    cb(null, { sid: answer.sid });
  } catch (err) {
    cb(err);
  }
};
