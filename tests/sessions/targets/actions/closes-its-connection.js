// kind: success
// outcome: delivered
const https = require('https');

function post(options) {
  return new Promise((resolve, reject) => {
    const request = https.request('https://api.example.com/send', { method: 'POST', ...options }, (answer) => {
      answer.resume();
      answer.on('end', resolve);
    });
    request.on('error', reject);
    request.end('{}');
  });
}

exports.onExecuteSendPhoneMessage = async () => {
  await post({ agent: new https.Agent({ keepAlive: false }) });
  await post({ agent: false });
  await fetch('https://api.example.com/send', { method: 'POST', headers: { Connection: 'close' }, body: '{}' });
};
