// kind: success
// outcome: delivered
// warning: (a TLS connection to api.example.com:443): the platform may end it there
exports.onExecuteSendPhoneMessage = async () => {
  await fetch('https://api.example.com/send', { method: 'POST', body: '{}' });
  fetch('https://api.example.com/send', { method: 'POST', body: '{}' }).catch(() => {});
};
