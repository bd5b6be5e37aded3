// Ported by offhook from the hook never-calls-back.js, for the trigger send-phone-message.
// Secrets: API_KEY
//
// Look at, by lines of never-calls-back.js:
// - 1: the hook never calls cb, and timed out after 20 s; as an Action it delivers as soon as it
//   returns: fixed by the port

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;
  const { API_KEY } = event.secrets;
  const url = 'https://sms.example.com/send';
  return fetch(url, { method: 'POST', headers: { 'x-api-key': API_KEY }, body: JSON.stringify({ to: recipient, text }) });
};
