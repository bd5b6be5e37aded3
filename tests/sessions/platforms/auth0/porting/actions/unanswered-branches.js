// Ported by offhook from the hook unanswered-branches.js, for the trigger send-phone-message.
//
// Look at, by lines of unanswered-branches.js:
// - 1: cb is not called on a branch of this function: the hook timed out after 20 s, the Action
//   delivers
// - 5: cb is not called here: the hook timed out after 20 s, the Action delivers

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;
  const blocked = ['+7', '+98'];
  if (blocked.some((prefix) => recipient.startsWith(prefix))) {
    console.log('blocked country');
    return;
  }
  if (event.message_options.message_type === 'sms') {
    const response = await fetch('https://sms.example.com/send', { method: 'POST', body: text });
    if (!response.ok) {
      throw new Error(`HTTP ${response.status}`);
    }
  }
};
