// npm: @sinch/sdk-core@1.4.0
// provider: sinch
// secrets: SINCH_PLAN_ID SINCH_API_TOKEN
// lacks: time-out
// loses: html
const { SinchClient } = require('@sinch/sdk-core');

module.exports = async function (recipient, text, context, cb) {
  const { SINCH_PLAN_ID: servicePlanId, SINCH_API_TOKEN: apiToken } = context.webtask.secrets;
  const sinch = new SinchClient({ servicePlanId, apiToken });
  try {
    const { id } = await sinch.sms.batches.send({ sendSMSRequestBody: { to: [recipient], from: '15005550006', body: text } });
    cb(null, { MessageID: id });
  } catch (error) {
    cb(error);
  }
};
