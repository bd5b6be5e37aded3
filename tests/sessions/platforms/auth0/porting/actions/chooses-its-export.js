// Ported by offhook from the hook chooses-its-export.js, for the trigger send-phone-message.
//
// Look at, by lines of chooses-its-export.js:
// - 1: the hook's function is kept whole and called: what the file exports is no plain function of
//   its own

const hook = ((module) => {
const exports = module.exports;
const viaSms = (recipient, text, context, cb) => {
  fetch('https://sms.example.com/', { method: 'POST', body: text }).then(() => cb(null), cb);
};
const viaNothing = (recipient, text, context, cb) => cb(new Error('switched off'));

if (process.env.SMS_OFF) {
  module.exports = viaNothing;
} else {
  module.exports = viaSms;
}

return module.exports;
})({ exports: {} });

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
    const cb = (error, response) => {
      if (!error) return resolve(response);
      if (error instanceof Error) return reject(error);
      const message = typeof error === 'object' ? error.message : error;
      return reject(new Error(message));
    };
    Promise.resolve(hook(recipient, text, context, cb)).catch(reject);
  });
};
