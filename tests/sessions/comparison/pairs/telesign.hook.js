const axios = require('axios');
const querystring = require('querystring');

module.exports = async function (recipient, text, context, cb) {
  const { TELESIGN_CUSTOMER, TELESIGN_KEY } = context.webtask.secrets;
  const basic = Buffer.from(`${TELESIGN_CUSTOMER}:${TELESIGN_KEY}`).toString('base64');
  try {
    const { data } = await axios.post(
      'https://rest-api.telesign.com/v1/messaging',
      querystring.stringify({ phone_number: recipient.replace('+', ''), message: text, message_type: 'OTP' }),
      { headers: { Authorization: `Basic ${basic}` } },
    );
    cb(null, { MessageID: data.reference_id });
  } catch (error) {
    cb(error.message);
  }
};
