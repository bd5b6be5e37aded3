const viaSms = (recipient, text, context, cb) => {
  fetch('https://sms.example.com/', { method: 'POST', body: text }).then(() => cb(null), cb);
};
const viaNothing = (recipient, text, context, cb) => cb(new Error('switched off'));

if (process.env.SMS_OFF) {
  module.exports = viaNothing;
} else {
  module.exports = viaSms;
}
