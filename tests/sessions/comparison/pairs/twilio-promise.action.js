const twilio = require('twilio');

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;
  const { TWILIO_SID, TWILIO_TOKEN } = event.secrets;
  try {
    const message = await twilio(TWILIO_SID, TWILIO_TOKEN).messages.create({
      to: recipient,
      from: '+15005550006',
      body: `${text} (${undefined})`, // context.client_id is not there any more
    });
    console.log('sent', message.sid, 'at', message.date_created);
  } catch (error) {
    console.error('not sent:', error);
    throw error;
  }
};
