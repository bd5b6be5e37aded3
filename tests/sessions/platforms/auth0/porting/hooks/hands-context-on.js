const https = require('https');

const isVoice = (ctx) => ctx.message_type === 'voice';

// Posts to the gateway, with the tenant's own token.
function post(path, body, context, done) {
  const { TOKEN } = context.webtask.secrets;
  const request = https.request(
    { host: 'sms.example.com', path, method: 'POST', headers: { authorization: TOKEN, 'accept-language': context.language } },
    (response) => {
      response.resume();
      done(response.statusCode < 300 ? null : new Error(`HTTP ${response.statusCode}`));
    },
  );
  request.on('error', done);
  request.end(JSON.stringify(body));
}

module.exports = (recipient, text, context, cb) => {
  const path = isVoice(context) ? '/calls' : '/messages';
  post(path, { recipient, text, client: context.client && context.client.name }, context, cb);
};
