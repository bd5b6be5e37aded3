module.exports = function (recipient, text, context, cb) {
  const { client, message_type } = context;
  const sender = client && client.client_metadata && client.client_metadata.sender || 'Example';
  const secrets = (context.webtask && context.webtask.secrets) || {};

  function post(path, fields) {
    return fetch('https://api.example.com' + path, {
      method: 'POST',
      headers: { Authorization: 'Bearer ' + secrets.TOKEN },
      body: JSON.stringify(fields)
    }).then(function (response) {
      if (response.status !== 200) throw new Error('HTTP ' + response.status);
    });
  }

  switch (message_type) {
    case 'sms':
      post('/sms', { to: recipient, from: sender, text: text })
        .then(function () { cb(null, {}); })
        .catch(cb);
      break;
    case 'voice':
      post('/calls', { to: recipient, say: context.code.split('.').join(', ') })
        .then(function () { cb(null, {}); })
        .catch(function (err) {
          console.log('call failed', err.message);
          cb({ message: 'call failed' });
        });
      break;
    default:
      cb(new Error('unknown type ' + message_type));
  }
};
