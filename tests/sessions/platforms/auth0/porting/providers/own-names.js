// Ported by offhook from the hook own-names.js, for the trigger custom-phone-provider.
//
// Look at, by lines of own-names.js:
// - 4: a phone provider also gets blocked_account, change_password and password_breach: their text
//   is sent as it is
// - 4: throw fails for good; where an error passes, api.notification.retry(reason) tries again, and
//   api.notification.drop(reason) says that none will help
// - 5: the hook's function is kept whole and called: event is a name of the hook's own
// - 6: queue is changed here, outside of the handler: an Action keeps it from one call to the next,
//   a hook mostly did not

// The name event is the hook's own: its function is kept whole.
const queue = [];

const hook = async function (recipient, text, context, cb) {
  const event = { to: recipient, text, at: context.message_type };
  queue.push(event);
  const response = await fetch('https://events.example.com/', { method: 'POST', body: JSON.stringify(event) });
  setTimeout(() => cb(response.ok ? null : `HTTP ${response.status}`, { MessageID: 'e-1' }), 1);
};

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
    const cb = (error, response) => {
      if (!error) return resolve(response);
      if (error instanceof Error) return reject(error);
      const message = typeof error === 'object' ? error.message : error;
      return reject(new Error(message));
    };
    Promise.resolve(hook(recipient, text, context, cb)).catch(reject);
  });
};
