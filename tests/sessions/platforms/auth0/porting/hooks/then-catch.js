/**
 * Sends by the gateway's REST API.
 *
 * @param {string} recipient - phone number
 * @param {string} text - message body
 * @param {object} context - additional authorization context
 * @param {function} cb - function (error, response)
 */
module.exports = function (recipient, text, context, cb) {
  const querystring = require("querystring"),
    API_KEY = context.webtask.secrets.API_KEY,
    BASE_URL = "https://sms.example.com/api/v1";

  fetch(`${BASE_URL}/messages`, {
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
    })
    .then((message) => {
      cb(null, {});
    })
    .catch((error) => {
      cb(error);
    });
};
