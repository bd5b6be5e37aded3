// npm: telesignsdk@3
// provider: telesign
// to: 15005550009
// secrets: TELESIGN_ID TELESIGN_KEY=c2VjcmV0
// loses: html
const TeleSign = require('telesignsdk');

module.exports = function (recipient, text, context, cb) {
  const { TELESIGN_ID, TELESIGN_KEY, TIMEOUT_MS } = context.webtask.secrets;
  const telesign = new TeleSign(TELESIGN_ID, TELESIGN_KEY, null, Number(TIMEOUT_MS));
  const answered = (error, body) => {
    if (error) return cb(error);
    if (body.status.code !== 290) return cb(new Error(body.status.description)); // this SDK throws for no status
    cb(null, { MessageID: body.reference_id });
  };
  telesign.sms.message(answered, recipient.replace('+', ''), text, 'OTP');
};
