const { Vonage } = require('@vonage/server-sdk');

const host = process.env.INBOX && `${process.env.INBOX}/vonage`;
const vonage = new Vonage({ apiKey: 'k3y', apiSecret: 's3cret-token' }, host ? { restHost: host } : {});
vonage.sms.send({ to: process.env.TO, from: 'Acme', text: process.env.TEXT }).then(
  ({ messages }) => console.log(messages[0].messageId),
  (error) => { console.error(error); process.exitCode = 1; },
);
