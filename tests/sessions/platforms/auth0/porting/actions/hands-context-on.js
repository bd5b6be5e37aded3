// Ported by offhook from the hook hands-context-on.js, for the trigger send-phone-message.
// Secrets: TOKEN

const https = require('https');

const isVoice = (event) => event.message_options.message_type === 'voice';

// Posts to the gateway, with the tenant's own token.
function post(path, body, event, done) {
  const { TOKEN } = event.secrets;
  const request = https.request(
    { host: 'sms.example.com', path, method: 'POST', headers: { authorization: TOKEN, 'accept-language': event.request.language ?? 'N/A' } },
    (response) => {
      response.resume();
      done(response.statusCode < 300 ? null : new Error(`HTTP ${response.statusCode}`));
    },
  );
  request.on('error', done);
  request.end(JSON.stringify(body));
}

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;
  const path = isVoice(event) ? '/calls' : '/messages';
  await new Promise((resolve, reject) => {
    const cb = (error, response) => (error ? reject(error) : resolve(response));
    post(path, { recipient, text, client: event.client && event.client.name }, event, cb);
  });
};
