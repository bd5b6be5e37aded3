module.exports = function(recipient, text, context, cb) {
  const https = require('https');
  const querystring = require('querystring');

  const customerId = context.webtask.secrets.CUSTOMER_ID;
  const restApiKey = context.webtask.secrets.REST_API_KEY;
  const payload = querystring.stringify({
    phone_number: recipient,
    message_type: 'OTP',
    message: text
  });

  const req = https.request({
    hostname: 'rest-ww.example.com',
    path: '/v1/messaging',
    method: 'POST',
    headers: {
      'Authorization': 'Basic ' + Buffer.from(customerId + ':' + restApiKey).toString('base64'),
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': Buffer.byteLength(payload)
    }
  }, function (res) {
    res.resume();
    if (res.statusCode >= 400) {
      return cb('The gateway said ' + res.statusCode);
    }
    cb(null, {});
  });
  req.on('error', cb);
  req.write(payload);
  req.end();
};
