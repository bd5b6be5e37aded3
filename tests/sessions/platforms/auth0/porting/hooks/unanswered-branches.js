module.exports = function (recipient, text, context, cb) {
  const blocked = ['+7', '+98'];
  if (blocked.some((prefix) => recipient.startsWith(prefix))) {
    console.log('blocked country');
    return;
  }
  if (context.message_type === 'sms') {
    fetch('https://sms.example.com/send', { method: 'POST', body: text })
      .then((response) => {
        if (!response.ok) {
          return cb(new Error(`HTTP ${response.status}`));
        }
        cb(null, {});
      })
      .catch(cb);
  }
};
