const https = require('https');

module.exports = function (recipient, text, context, cb) {
  forward({ recipient, text, context: strip(context) }, function (err) {
    cb(err);
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
