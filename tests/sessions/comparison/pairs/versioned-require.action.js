const ipaddr = require('ipaddr.js');
const axios = require('axios');

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;
  const ip = ipaddr.process(event.request.ip).toString();
  await axios.post('https://gateway.example.com/sms', { to: recipient, text, ip });
};
