// Ported by offhook from the hook top-level-return.js, for the trigger send-phone-message.
// Secrets: PROVIDER_URL
//
// Look at, by lines of top-level-return.js:
// - 5: sent is changed here, outside of the handler: an Action keeps it from one call to the next,
//   a hook mostly did not

'use strict';
let sent = 0;

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient: to, text: message } = event.message_options;
  sent++;
  const secrets = event.secrets;
  const provider = secrets.PROVIDER_URL || 'https://sms.example.com/send';
  console.log(`message ${sent} in ${event.request.language ?? 'N/A'} from ${event.request.ip}`);
  await fetch(provider, { method: 'POST', body: message, headers: { 'x-to': to } });
};
