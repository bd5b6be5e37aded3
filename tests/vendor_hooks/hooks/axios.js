// async and await, with the error of axios as it comes.
const axios = require('axios');

module.exports = async function (recipient, text, context, cb) {
  const { BASE, API_KEY } = context.webtask.secrets;
  try {
    const { data } = await axios.post(
      `${BASE}/gateway/sms`,
      { to: recipient, text, code: context.code },
      { headers: { Authorization: `Bearer ${API_KEY}` }, timeout: 5000 },
    );
    cb(null, { MessageID: data.id });
  } catch (error) {
    cb(error);
  }
};
