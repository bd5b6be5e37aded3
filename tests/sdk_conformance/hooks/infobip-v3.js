// npm: axios
// provider: infobip
// secrets: INFOBIP_API_KEY
const axios = require('axios');

module.exports = function (recipient, text, context, cb) {
  const { INFOBIP_API_KEY, TIMEOUT_MS } = context.webtask.secrets;
  axios
    .post(
      'https://xk2n8p.api.infobip.com/sms/3/messages',
      { messages: [{ sender: 'Acme', destinations: [{ to: recipient }], content: { text } }] },
      { headers: { Authorization: `App ${INFOBIP_API_KEY}` }, timeout: Number(TIMEOUT_MS) },
    )
    .then(({ data }) => {
      const { messageId, status } = data.messages[0];
      if (status.groupName === 'REJECTED') return cb(new Error(status.description));
      cb(null, { MessageID: messageId });
    })
    .catch(cb);
};
