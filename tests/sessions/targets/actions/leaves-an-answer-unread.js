// kind: success
// outcome: delivered
const https = require('https');

exports.onExecuteSendPhoneMessage = async () => {
  await new Promise((resolve, reject) => {
    https.get('https://api.example.com/send', resolve).on('error', reject);
  });
};
