// Ported by offhook from the hook destructured.js, for the trigger custom-phone-provider.
// Secrets: TOKEN
//
// Look at, by lines of destructured.js:
// - 1: a phone provider also gets blocked_account, change_password and password_breach, which have
//   no code: they are dropped
// - 1: throw fails for good; where an error passes, api.notification.retry(reason) tries again, and
//   api.notification.drop(reason) says that none will help

exports.onExecuteCustomPhoneProvider = async (event, api) => {
  if (event.notification.code === undefined) {
    api.notification.drop(`a ${event.notification.message_type} message has no code`);
    return;
  }
  const { recipient: number, code } = event.notification;
  const { client: { name, metadata }, user, secrets: { TOKEN } } = event;
  const body = event.notification.delivery_method === 'voice'
    ? event.notification.as_voice
    : event.notification.as_text;
  const type = event.notification.delivery_method === 'voice' ? 'voice' : 'sms';
  const action = event.notification.message_type === 'otp_enroll' ? 'enrollment' : 'second-factor-authentication';
  const language = event.notification.locale ?? event.request.language ?? 'N/A';
  const subject = action === 'enrollment' ? `Welcome to ${name}` : metadata.brand || name;
  const response = await fetch('https://sms.example.com/' + type, {
    method: 'POST',
    headers: { authorization: TOKEN, 'accept-language': language },
    body: JSON.stringify({ number, body, code, subject, who: user.email })
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
};
