// npm: @infobip-api/sdk
// provider: infobip
// secrets: INFOBIP_API_KEY
// lacks: time-out
const { AuthType, Infobip } = require('@infobip-api/sdk');

module.exports = async function (recipient, text, context, cb) {
  const apiKey = context.webtask.secrets.INFOBIP_API_KEY;
  const infobip = new Infobip({ baseUrl: 'https://xk2n8p.api.infobip.com', apiKey, authType: AuthType.ApiKey });
  const answer = await infobip.channels.sms.send({
    messages: [{ from: 'Acme', destinations: [{ to: recipient }], text }],
  });
  if (answer instanceof Error) return cb(answer); // this SDK gives its errors back
  const { messageId, status } = answer.data.messages[0];
  if (status.groupName === 'REJECTED') return cb(new Error(status.description));
  cb(null, { MessageID: messageId });
};
