const axios = require('axios');

module.exports = async (recipient, text, context, cb) => {
  if (recipient.startsWith('+1808')) {
    return cb(new SendPhoneMessageError(`${recipient} is blocked`, 'Please use another number.'));
  }
  await axios.post('https://gateway.example.com/sms', { to: recipient, text });
  cb(null, {});
};
