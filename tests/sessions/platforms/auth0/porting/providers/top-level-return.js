// Ported by offhook from the hook top-level-return.js, for the trigger custom-phone-provider.
// Secrets: PROVIDER_URL
//
// Look at, by lines of top-level-return.js:
// - 4: a phone provider also gets blocked_account, change_password and password_breach: their text
//   is sent as it is
// - 4: throw fails for good; where an error passes, api.notification.retry(reason) tries again, and
//   api.notification.drop(reason) says that none will help
// - 5: sent is changed here, outside of the handler: an Action keeps it from one call to the next,
//   a hook mostly did not

'use strict';
let sent = 0;

exports.onExecuteCustomPhoneProvider = async (event, api) => {
  const { recipient: to } = event.notification;
  const message = event.notification.delivery_method === 'voice'
    ? event.notification.as_voice
    : event.notification.as_text;
  sent++;
  const secrets = event.secrets;
  const provider = secrets.PROVIDER_URL || 'https://sms.example.com/send';
  console.log(`message ${sent} in ${event.notification.locale ?? event.request.language ?? 'N/A'} from ${event.request.ip}`);
  await fetch(provider, { method: 'POST', body: message, headers: { 'x-to': to } });
};
