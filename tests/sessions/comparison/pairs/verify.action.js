const client = require('twilio');

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, message_type, code } = event.message_options;
  const twilio = client('AC1', event.secrets.TWILIO_TOKEN);
  const channel = message_type === 'voice' ? 'call' : 'sms';
  await twilio.verify.v2.services('VA1').verifications.create({ to: recipient, channel, customCode: code });
};
