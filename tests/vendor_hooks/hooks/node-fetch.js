// Error codes of the hook's own, and the platform's error class.
const fetch = require('node-fetch');

class GatewayError extends Error {
  constructor(message, code) {
    super(message);
    this.name = 'GatewayError';
    this.code = code;
  }
}

module.exports = function (recipient, text, context, cb) {
  const { BASE, API_KEY } = context.webtask.secrets;
  const body = new URLSearchParams({ to: recipient, text, user: context.user.user_id });
  fetch(`${BASE}/gateway/sms`, { method: 'POST', body, headers: { 'X-Api-Key': API_KEY } })
    .then(async (response) => {
      const answer = await response.json();
      if (response.status === 422) throw new SendPhoneMessageError(answer.reason, 'That number cannot be reached.');
      if (!response.ok) throw new GatewayError(answer.reason, 'E_GATEWAY');
      return answer;
    })
    .then((answer) => cb(null, answer))
    .catch(cb);
};
