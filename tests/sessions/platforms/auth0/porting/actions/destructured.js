// Ported by offhook from the hook destructured.js, for the trigger send-phone-message.
// Secrets: TOKEN

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient: number, text: body, message_type: type, action, code } = event.message_options;
  const { client: { name, metadata }, user, secrets: { TOKEN } } = event;
  const language = event.request.language ?? 'N/A';
  const subject = action === 'enrollment' ? `Welcome to ${name}` : metadata.brand || name;
  const response = await fetch('https://sms.example.com/' + type, {
    method: 'POST',
    headers: { authorization: TOKEN, 'accept-language': language },
    body: JSON.stringify({ number, body, code, subject, who: user.email })
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
};
