// Ported by offhook from the hook whole-context.js, for the trigger send-phone-message.
//
// Look at, by lines of whole-context.js:
// - 10: context is used as a whole here: it is made from the event, with its known fields

const https = require('https');

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;
  const context = {
    message_type: event.message_options.message_type,
    action: event.message_options.action,
    language: event.request.language ?? 'N/A',
    code: event.message_options.code,
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
