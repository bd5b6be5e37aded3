const GATEWAY = 'https://sms.example.com/bulk';

async function remember(userId, number) {
  const response = await fetch(`https://users.example.com/${userId}`, { method: 'PATCH', body: number });
  if (!response.ok) throw new Error('not remembered');
}

module.exports = async function (recipient, text, context, cb) {
  if (!context.user.email) {
    cb("Please verify your email address");
  } else {
    await fetch(GATEWAY, { method: 'POST', body: JSON.stringify({ to: recipient, code: context.code }) }).then(async (res) => {
      if (res.ok) {
        cb(null, {});
        await remember(context.user.user_id, recipient);
      } else {
        cb(`Refused with ${res.status}`);
      }
    });
  }
};
