// Ported by offhook from the hook error-classes.js, for the trigger send-phone-message.
//
// Look at, by lines of error-classes.js:
// - 10: what cb got as the response is ignored: an Action has none

class ExtensibilityUserError extends Error {
  constructor(message) {
    super(message);
    this.name = this.constructor.name;
  }
}

class SendPhoneMessageError extends ExtensibilityUserError {
  constructor(message, friendlyMessage) {
    super(message);
    this.name = this.constructor.name;
    this.friendlyMessage = friendlyMessage || message;
  }
}

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;
  try {
    const response = await fetch('https://sms.example.com/send', { method: 'POST', body: text });
    if (response.status === 400) {
      return Promise.reject(new SendPhoneMessageError(`refused ${recipient}`, 'That number cannot be reached.'));
    }
    if (!response.ok) {
      throw new ExtensibilityUserError(`HTTP ${response.status}`);
    }
    return await response.json();
  } catch (error) {
    console.error('gateway:', error.message);
    throw error;
  }
};
