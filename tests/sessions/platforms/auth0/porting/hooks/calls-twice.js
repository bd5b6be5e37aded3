const http = require('https');

module.exports = function (recipient, text, context, cb) {
  const request = http.request('https://sms.example.com/', { method: 'POST' }, function (response) {
    response.resume();
    if (response.statusCode != 200) {
      cb(new Error('status ' + response.statusCode));
    }
    cb(null, {});
  });
  request.on('error', cb);
  request.end(text);
};
