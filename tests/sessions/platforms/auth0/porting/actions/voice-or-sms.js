// Ported by offhook from the hook voice-or-sms.js, for the trigger send-phone-message.
// Secrets: TOKEN

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;
  const { message_type } = event.message_options;
  const { client } = event;
  const sender = client && client.metadata && client.metadata.sender || 'Example';
  const secrets = event.secrets || {};

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
      await post('/sms', { to: recipient, from: sender, text: text });
      break;
    case 'voice':
      try {
        await post('/calls', { to: recipient, say: event.message_options.code.split('.').join(', ') });
      } catch (err) {
        console.log('call failed', err.message);
        throw new Error('call failed');
      }
      break;
    default:
      throw new Error('unknown type ' + message_type);
  }
};
