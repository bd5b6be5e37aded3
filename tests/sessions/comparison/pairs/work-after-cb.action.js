const axios = require('axios');

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;
  await axios.post('https://gateway.example.com/sms', { to: recipient, text });
  await axios.post('https://crm.example.com/users', { id: event.user.user_id, seen: new Date() });
};
