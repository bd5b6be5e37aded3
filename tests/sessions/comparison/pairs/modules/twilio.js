// As much of twilio as the pairs use.
module.exports = (sid, token) => {
  const post = async (url, fields) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { Authorization: `Basic ${Buffer.from(`${sid}:${token}`).toString('base64')}` },
      body: new URLSearchParams(fields),
    });
    const said = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(said.message), { name: 'RestException', code: said.code });
    return said;
  };
  return {
    messages: {
      create: ({ to, from, body }) =>
        post(`https://api.twilio.com/2010-04-01/Accounts/${sid}/Messages.json`, { To: to, From: from, Body: body }),
    },
    verify: {
      v2: {
        services: (service) => ({
          verifications: {
            create: ({ to, channel, customCode }) =>
              post(`https://verify.twilio.com/v2/Services/${service}/Verifications`, {
                To: to, Channel: channel, CustomCode: customCode,
              }),
          },
        }),
      },
    },
  };
};
