const axios = require('axios');

class Refused extends Error {}

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;
  if (recipient.startsWith('+1808')) {
    throw new Refused(`${recipient} is blocked`);
  }
  await axios.post('https://gateway.example.com/sms', { to: recipient, text });
};
