// Ported by offhook from the hook then-catch.js, for the trigger send-phone-message.
// Secrets: API_KEY

const querystring = require("querystring");

/**
 * Sends by the gateway's REST API.
 *
 * @param {object} event - the message, and what it is sent for
 * @param {object} api - api.cache
 */
exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;
  const API_KEY = event.secrets.API_KEY,
    BASE_URL = "https://sms.example.com/api/v1";

  await fetch(`${BASE_URL}/messages`, {
    method: "POST",
    headers: {
      "Authorization": `App ${API_KEY}`,
      "Content-Type": "application/x-www-form-urlencoded"
    },
    body: querystring.stringify({ to: recipient, text: text })
  })
    .then((response) => {
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      return response.json();
    });
};
