// npm: axios
// provider: 8x8-voice
// channel: voice
// secrets: SUBACCOUNT API_KEY
const axios = require('axios');

module.exports = function (recipient, text, context, cb) {
  const { SUBACCOUNT, API_KEY, TIMEOUT_MS } = context.webtask.secrets;
  const callflow = [
    { action: 'makeCall', params: { source: '+15005550006', destination: recipient } },
    { action: 'say', params: { text, voiceProfile: 'en-US-Joanna' } },
    { action: 'hangup' },
  ];
  axios
    .post(
      `https://voice.8x8.com/api/v1/subaccounts/${SUBACCOUNT}/callflows`,
      { callflow },
      { headers: { Authorization: `Bearer ${API_KEY}` }, timeout: Number(TIMEOUT_MS) },
    )
    .then(({ data }) => cb(null, { MessageID: data.sessionId }))
    .catch(cb);
};
