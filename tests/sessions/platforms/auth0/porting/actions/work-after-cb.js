// Ported by offhook from the hook work-after-cb.js, for the trigger send-phone-message.
//
// Look at, by lines of work-after-cb.js:
// - 12: nothing handled a rejection here, so the hook never answered; the Action fails
// - 15: work after cb: the Action waits for what it awaits of it, and may be ended before the rest
//   is done

const GATEWAY = 'https://sms.example.com/bulk';

async function remember(userId, number) {
  const response = await fetch(`https://users.example.com/${userId}`, { method: 'PATCH', body: number });
  if (!response.ok) throw new Error('not remembered');
}

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient } = event.message_options;
  if (!event.user.email) {
    throw new Error("Please verify your email address");
  } else {
    const res = await fetch(GATEWAY, { method: 'POST', body: JSON.stringify({ to: recipient, code: event.message_options.code }) });
    if (res.ok) {
      try {
        await remember(event.user.user_id, recipient);
      } catch {
        // The message was sent by then: what fails here does not fail it.
      }
    } else {
      throw new Error(`Refused with ${res.status}`);
    }
  }
};
