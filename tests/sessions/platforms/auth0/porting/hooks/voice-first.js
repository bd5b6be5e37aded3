module.exports = function (recipient, text, context, cb) {
  const { SMS_URL = 'https://sms.example.com/', VOICE_URL = 'https://voice.example.com/' } = context.webtask.secrets;

  if (context.message_type === 'voice') {
    return fetch(VOICE_URL, { method: 'POST', body: context.code })
      .then((response) => response.json())
      .then((call) => cb(null, { MessageID: call.id }))
      .catch((err) => {
        console.error('the call failed', err.message);
        cb(err);
      });
  }

  fetch(SMS_URL, { method: 'POST', body: text }).then(() => cb()).catch(cb);
};
