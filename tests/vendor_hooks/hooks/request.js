// A node callback with a body to look into; a form; the password sent by Basic authentication.
const request = require('request');

module.exports = function (recipient, text, context, cb) {
  const { BASE, USER, PASSWORD } = context.webtask.secrets;
  const options = {
    url: `${BASE}/gateway/form`,
    auth: { user: USER, pass: PASSWORD },
    form: { to: recipient.replace(/^\+/, ''), message: text, lang: context.language },
    json: true,
  };
  request.post(options, (error, response, body) => {
    if (error) return cb(error);
    if (response.statusCode >= 300) return cb(new Error(`The gateway said ${response.statusCode}: ${body.reason}`));
    cb(null, {});
  });
};
