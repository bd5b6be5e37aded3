const axios = require('axios');

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;
  const { ESENDEX_USER, ESENDEX_PASSWORD } = event.secrets;
  await axios.post(
    'https://api.esendex.com/v1.0/messagedispatcher',
    { messages: [{ body: text, to: recipient }], accountreference: 'EX1' },
    { auth: { username: ESENDEX_USER, password: ESENDEX_PASSWORD } },
  );
};
