const twilio = require('twilio');

const client = twilio(`AC${'0'.repeat(32)}`, 's3cret-token');
if (process.env.INBOX) client.api.baseUrl = `${process.env.INBOX}/twilio`;
client.messages.create({ to: process.env.TO, from: '+15005550006', body: process.env.TEXT }).then(
  ({ sid }) => console.log(sid),
  (error) => { console.error(error); process.exitCode = 1; },
);
