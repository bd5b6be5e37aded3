const https = require("https");

const SENDERS = { us: "+15005550006", de: "+4917139200", gb: "+447700900006" };

module.exports = function (recipient, text, context, cb) {
  console.log(`to ${recipient} by ${context.message_type}`);
  const country = context.user.user_metadata.country.trim();
  send({ To: recipient, From: SENDERS[country], Body: text }, cb);
};

function send(fields, cb) {
  const request = https.request({
    method: "POST",
    host: "api.twilio.com",
    path: "/2010-04-01/Accounts/AC0/Messages.json",
    auth: "AC0:none",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
  });
  request.on("error", cb);
  request.on("response", (response) => {
    let body = "";
    response.on("data", (part) => (body += part));
    response.on("end", () => cb(null, { MessageID: JSON.parse(body).sid }));
  });
  request.end(new URLSearchParams(fields).toString());
}
