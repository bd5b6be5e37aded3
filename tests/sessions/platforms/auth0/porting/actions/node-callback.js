// Ported by offhook from the hook node-callback.js, for the trigger send-phone-message.

const https = require('https');

function send(options, done) {
  const request = https.request({ host: 'sms.example.com', method: 'POST', path: '/send' }, (response) => {
    response.resume();
    response.on('end', () => {
      if (response.statusCode < 300) done(null, { id: 'm1' });
      else done(new Error(`HTTP ${response.statusCode}`));
    });
  });
  request.on('error', done);
  request.end(JSON.stringify(options));
}

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;
  const options = { to: recipient, body: text, voice: event.message_options.message_type === 'voice' };
  if (recipient.startsWith('+999')) throw new Error('No such country');
  await new Promise((resolve, reject) => {
    send(options, (error, result) => {
      if (error) {
        console.error('sending failed:', error.message);
        return reject(error);
      }
      resolve({ MessageID: result.id });
    });
  });
};
