// async and await, modules required inside the function, and a promise that is returned.
module.exports = async (recipient, text, context, cb) => {
  const { Vonage } = require('@vonage/server-sdk');
  const { API_KEY, PASSWORD, BASE } = context.webtask.secrets;
  const vonage = new Vonage({ apiKey: API_KEY, apiSecret: PASSWORD }, { restHost: BASE });
  try {
    const { messages } = await vonage.sms.send({ to: recipient, from: 'Tenant', text, type: 'unicode' });
    return cb(null, { MessageID: messages[0].messageId ?? messages[0]['message-id'] });
  } catch (error) {
    return cb(new Error(`Vonage: ${error.message}`, { cause: error }));
  }
};
