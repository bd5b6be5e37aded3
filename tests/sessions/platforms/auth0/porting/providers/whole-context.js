// Ported by offhook from the hook whole-context.js, for the trigger custom-phone-provider.
//
// Look at, by lines of whole-context.js:
// - 3: a phone provider also gets blocked_account, change_password and password_breach: their text
//   is sent as it is
// - 3: throw fails for good; where an error passes, api.notification.retry(reason) tries again, and
//   api.notification.drop(reason) says that none will help
// - 10: context is used as a whole here: it is made from the event, with its known fields

const https = require('https');

exports.onExecuteCustomPhoneProvider = async (event, api) => {
  const { recipient } = event.notification;
  const text = event.notification.delivery_method === 'voice'
    ? event.notification.as_voice
    : event.notification.as_text;
  const context = {
    message_type: event.notification.delivery_method === 'voice' ? 'voice' : 'sms',
    action: event.notification.message_type === 'otp_enroll' ? 'enrollment' : 'second-factor-authentication',
    language: event.notification.locale ?? event.request.language ?? 'N/A',
    code: event.notification.code,
    ip: event.request.ip,
    user_agent: event.request.user_agent,
    ...(event.client && {
      client: {
        client_id: event.client.client_id,
        name: event.client.name,
        client_metadata: event.client.metadata,
      },
    }),
    user: event.user,
    request: { ip: event.request.ip },
    webtask: { secrets: event.secrets },
  };
  await new Promise((resolve, reject) => {
    forward({ recipient, text, context: strip(context) }, function (err) {
      if (err) reject(err);
      else resolve();
    });
  });
};

function strip(context) {
  const { webtask, ...rest } = context;
  return rest;
}

function forward(message, done) {
  const request = https.request('https://hooks.example.com/mfa', { method: 'POST' }, (response) => {
    response.resume().on('end', () => done(response.statusCode < 300 ? null : new Error('refused')));
  });
  request.on('error', done).end(JSON.stringify(message));
}
