// Ported by offhook from the hook basic-authentication.js, for the trigger send-phone-message.
// Secrets: CUSTOMER_ID, REST_API_KEY

const https = require('https');
const querystring = require('querystring');

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;

  const customerId = event.secrets.CUSTOMER_ID;
  const restApiKey = event.secrets.REST_API_KEY;
  const payload = querystring.stringify({
    phone_number: recipient,
    message_type: 'OTP',
    message: text
  });

  await new Promise((resolve, reject) => {
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
        return reject(new Error('The gateway said ' + res.statusCode));
      }
      resolve();
    });
    req.on('error', reject);
    req.write(payload);
    req.end();
  });
};
