module.exports = async function (recipient, text, context, cb) {
  try {
    const response = await fetch('https://sms.example.com/send', { method: 'POST', body: text });
    if (response.status === 400) {
      return cb(new SendPhoneMessageError(`refused ${recipient}`, 'That number cannot be reached.'));
    }
    if (!response.ok) {
      throw new ExtensibilityUserError(`HTTP ${response.status}`);
    }
    cb(null, await response.json());
  } catch (error) {
    console.error('gateway:', error.message);
    cb(error);
  }
};
