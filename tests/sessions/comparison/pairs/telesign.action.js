const axios = require('axios');

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;
  const { TELESIGN_CUSTOMER, TELESIGN_KEY } = event.secrets;
  const form = new URLSearchParams({ message_type: 'OTP', message: text, phone_number: recipient.replace('+', '') });
  try {
    await axios.post('https://rest-api.telesign.com/v1/messaging', form.toString(), {
      auth: { username: TELESIGN_CUSTOMER, password: TELESIGN_KEY },
    });
  } catch (error) {
    throw new Error(error.message);
  }
};
