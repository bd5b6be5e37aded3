module.exports = async (recipient, text, context) => {
  const { API_KEY } = context.webtask.secrets;
  const url = 'https://sms.example.com/send';
  return fetch(url, { method: 'POST', headers: { 'x-api-key': API_KEY }, body: JSON.stringify({ to: recipient, text }) });
};
