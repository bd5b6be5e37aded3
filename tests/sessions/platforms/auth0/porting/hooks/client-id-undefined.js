module.exports = function(recipient, text, context, cb) {

  const accountSid = context.webtask.secrets.TWILIO_ACCOUNT_SID;
  const authToken = context.webtask.secrets.TWILIO_AUTH_TOKEN;

  const client = require('./twilio-client')(accountSid, authToken);

  client.messages
      .create({
         body: text + context.client_id,
         from: context.webtask.secrets.TWILIO_PHONE_NUMBER,
         to: recipient
      })
      .then(function() {
        cb(null, {});
      })
      .catch(function(err) {
        cb(err);
      });
};
