module.exports = async (
  number,
  body,
  { message_type: type, action, code, language = 'en', client: { name, client_metadata: metadata }, user, webtask: { secrets: { TOKEN } } },
  callback
) => {
  const subject = action === 'enrollment' ? `Welcome to ${name}` : metadata.brand || name;
  const response = await fetch('https://sms.example.com/' + type, {
    method: 'POST',
    headers: { authorization: TOKEN, 'accept-language': language },
    body: JSON.stringify({ number, body, code, subject, who: user.email })
  });
  callback(response.ok ? null : new Error(`HTTP ${response.status}`));
};
