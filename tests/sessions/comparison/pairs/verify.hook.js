module.exports = async function (recipient, text, context, cb) {
  const twilio = require('twilio')('AC1', context.webtask.secrets.TWILIO_TOKEN);
  const channel = context.message_type === 'voice' ? 'call' : 'sms';
  try {
    await twilio.verify.v2.services('VA1').verifications.create({ to: recipient, channel, customCode: context.code });
    cb(null, {});
  } catch (error) {
    cb(error);
  }
};
