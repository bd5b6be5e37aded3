// Ported by offhook from the hook verify-channel.js, for the trigger send-phone-message.
// Secrets: TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, VERIFY_SID
//
// Look at, by lines of verify-channel.js:
// - 20: what cb got as the response is ignored: an Action has none

const fetch = globalThis.fetch;

// Verify calls where a hook says voice.
exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient } = event.message_options;
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, VERIFY_SID } = event.secrets;
  const channel = event.message_options.message_type === 'voice' ? 'call' : event.message_options.message_type;
  const body = new URLSearchParams({ To: recipient, Channel: channel, CustomCode: event.message_options.code });
  const authorization = Buffer.from(`${TWILIO_ACCOUNT_SID}:${TWILIO_AUTH_TOKEN}`).toString('base64');

  const response = await fetch(`https://verify.twilio.com/v2/Services/${VERIFY_SID}/Verifications`, {
    method: 'POST',
    headers: { Authorization: `Basic ${authorization}` },
    body,
  });
  const answer = await response.json();
  if (response.status >= 300) {
    throw new Error(answer.message);
  }
  return { sid: answer.sid };
};
