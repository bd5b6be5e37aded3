// Ported by offhook from the hook client-id-undefined.js, for the trigger send-phone-message.
// Secrets: TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_PHONE_NUMBER
//
// Look at, by lines of client-id-undefined.js:
// - 6: requires the file ./twilio-client, and an Action is one file: put its code here
// - 10: context.client_id has no counterpart in an Action: undefined stands there; hooks lately saw
//   undefined too

const twilioClient = require('./twilio-client');

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;

  const accountSid = event.secrets.TWILIO_ACCOUNT_SID;
  const authToken = event.secrets.TWILIO_AUTH_TOKEN;

  const client = twilioClient(accountSid, authToken);

  await client.messages
      .create({
         body: text + undefined /* context.client_id */,
         from: event.secrets.TWILIO_PHONE_NUMBER,
         to: recipient
      });
};
