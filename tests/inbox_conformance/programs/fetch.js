// No SDK: what Node itself does with the proxy's variables, from version 24 on.
const body = new URLSearchParams({ To: process.env.TO, From: '+15005550006', Body: process.env.TEXT });
const account = `AC${'0'.repeat(32)}`;
const headers = { authorization: `Basic ${btoa(`${account}:s3cret-token`)}` };
fetch(`https://api.twilio.com/2010-04-01/Accounts/${account}/Messages.json`, { method: 'POST', body, headers }).then(
  async (response) => console.log((await response.json()).sid),
  (error) => { console.error(error); process.exitCode = 1; },
);
