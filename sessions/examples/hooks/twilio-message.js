/**
 * A hook that sends by Twilio's API, with nothing but Node: an SMS as a message, a voice code as a
 * call that reads it out. Without the secrets it uses made-up credentials, which are enough for
 * the gateway that offhook catches its calls with.
 */
const https = require("https");

module.exports = function (recipient, text, context, cb) {
  const secrets = (context.webtask && context.webtask.secrets) || {};
  const account = secrets.TWILIO_ACCOUNT_SID || "AC00000000000000000000000000000000";
  const token = secrets.TWILIO_AUTH_TOKEN || "not-a-real-token";
  const voice = context.message_type === "voice";
  const fields = { To: recipient, From: secrets.TWILIO_FROM || "+15005550006" };
  if (voice) fields.Twiml = `<Response><Say>${escaped(text)}</Say></Response>`;
  else fields.Body = text;

  console.log(`asking Twilio to reach ${recipient} by ${context.message_type}`);
  const request = https.request({
    method: "POST",
    host: "api.twilio.com",
    path: `/2010-04-01/Accounts/${account}/${voice ? "Calls" : "Messages"}.json`,
    auth: `${account}:${token}`,
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
  });
  request.on("error", cb);
  request.on("response", (response) => {
    let body = "";
    response.setEncoding("utf8");
    response.on("data", (part) => (body += part));
    response.on("end", () => answered(response.statusCode, body, cb));
  });
  request.end(new URLSearchParams(fields).toString());
};

function answered(status, body, cb) {
  let answer;
  try {
    answer = JSON.parse(body);
  } catch (error) {
    return cb(new Error(`Twilio answered HTTP ${status}, and no JSON: ${body.slice(0, 80)}`));
  }
  if (status < 300) return cb(null, { MessageID: answer.sid });
  const error = new Error(answer.message);
  error.status = status;
  error.code = answer.code;
  cb(error);
}

function escaped(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
