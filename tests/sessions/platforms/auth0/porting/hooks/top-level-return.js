'use strict';
let sent = 0;

return function sendMessage(to, message, context, done) {
  sent++;
  const secrets = context.webtask.secrets;
  const provider = secrets.PROVIDER_URL || 'https://sms.example.com/send';
  console.log(`message ${sent} in ${context.language} from ${context.ip}`);
  fetch(provider, { method: 'POST', body: message, headers: { 'x-to': to } }).then(
    () => done(),
    done,
  );
};
