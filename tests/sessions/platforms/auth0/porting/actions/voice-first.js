// Ported by offhook from the hook voice-first.js, for the trigger send-phone-message.
// Secrets: SMS_URL, VOICE_URL
//
// Look at, by lines of voice-first.js:
// - 7: what cb got as the response is ignored: an Action has none

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { text } = event.message_options;
  const { SMS_URL = 'https://sms.example.com/', VOICE_URL = 'https://voice.example.com/' } = event.secrets;

  if (event.message_options.message_type === 'voice') {
    try {
      const call = await fetch(VOICE_URL, { method: 'POST', body: event.message_options.code })
        .then((response) => response.json());
      return { MessageID: call.id };
    } catch (err) {
      console.error('the call failed', err.message);
      throw err;
    }
  }

  await fetch(SMS_URL, { method: 'POST', body: text });
};
