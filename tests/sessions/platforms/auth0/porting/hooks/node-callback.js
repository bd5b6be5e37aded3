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

module.exports = (recipient, text, context, callback) => {
  const options = { to: recipient, body: text, voice: context.message_type === 'voice' };
  if (recipient.startsWith('+999')) return callback(new Error('No such country'));
  send(options, (error, result) => {
    if (error) {
      console.error('sending failed:', error.message);
      return callback(error);
    }
    callback(null, { MessageID: result.id });
  });
};
