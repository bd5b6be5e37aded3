// Ported by offhook from the hook calls-twice.js, for the trigger send-phone-message.
//
// Look at, by lines of calls-twice.js:
// - 7: cb may be called once more after this; only its first call counts

const http = require('https');

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { text } = event.message_options;
  await new Promise((resolve, reject) => {
    const request = http.request('https://sms.example.com/', { method: 'POST' }, function (response) {
      response.resume();
      if (response.statusCode != 200) {
        reject(new Error('status ' + response.statusCode));
      }
      resolve();
    });
    request.on('error', reject);
    request.end(text);
  });
};
