// Ported by offhook from the hook voice-or-sms.js, for the trigger custom-phone-provider.
// Secrets: TOKEN
//
// Look at, by lines of voice-or-sms.js:
// - 1: a phone provider also gets blocked_account, change_password and password_breach, which have
//   no code: they are dropped
// - 1: throw fails for good; where an error passes, api.notification.retry(reason) tries again, and
//   api.notification.drop(reason) says that none will help

exports.onExecuteCustomPhoneProvider = async (event, api) => {
  if (event.notification.code === undefined) {
    api.notification.drop(`a ${event.notification.message_type} message has no code`);
    return;
  }
  const { recipient } = event.notification;
  const text = event.notification.delivery_method === 'voice'
    ? event.notification.as_voice
    : event.notification.as_text;
  const { client } = event;
  const message_type = event.notification.delivery_method === 'voice' ? 'voice' : 'sms';
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
        await post('/calls', { to: recipient, say: event.notification.code.split('.').join(', ') });
      } catch (err) {
        console.log('call failed', err.message);
        throw new Error('call failed');
      }
      break;
    default:
      throw new Error('unknown type ' + message_type);
  }
};
