// Ported by offhook from the hook verify-channel.js, for the trigger custom-phone-provider.
// Secrets: TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, VERIFY_SID
//
// Look at, by lines of verify-channel.js:
// - 4: a phone provider also gets blocked_account, change_password and password_breach, which have
//   no code: they are dropped
// - 4: throw fails for good; where an error passes, api.notification.retry(reason) tries again, and
//   api.notification.drop(reason) says that none will help
// - 20: what cb got as the response is ignored: an Action has none

const fetch = globalThis.fetch;

// Verify calls where a hook says voice.
exports.onExecuteCustomPhoneProvider = async (event, api) => {
  if (event.notification.code === undefined) {
    api.notification.drop(`a ${event.notification.message_type} message has no code`);
    return;
  }
  const { recipient } = event.notification;
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, VERIFY_SID } = event.secrets;
  const channel = event.notification.delivery_method === 'voice' ? 'call' : (event.notification.delivery_method === 'voice' ? 'voice' : 'sms');
  const body = new URLSearchParams({ To: recipient, Channel: channel, CustomCode: event.notification.code });
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
