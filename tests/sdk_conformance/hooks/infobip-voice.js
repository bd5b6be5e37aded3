// npm: axios
// provider: infobip-voice
// channel: voice
// secrets: INFOBIP_API_KEY
const axios = require('axios');

module.exports = function (recipient, text, context, cb) {
  const { INFOBIP_API_KEY, TIMEOUT_MS } = context.webtask.secrets;
  axios
    .post(
      'https://api.infobip.com/tts/3/single',
      { from: '15005550006', to: recipient, language: 'en', text },
      { headers: { Authorization: `App ${INFOBIP_API_KEY}` }, timeout: Number(TIMEOUT_MS) },
    )
    .then(({ data }) => {
      const { messageId, status } = data.messages[0];
      if (status.groupName === 'REJECTED') return cb(new Error(status.description));
      cb(null, { MessageID: messageId });
    })
    .catch(cb);
};
