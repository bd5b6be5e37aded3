// Ported by offhook from the hook gateway-fetch.js, for the trigger send-phone-message.
// Secrets: GATEWAY_URL, GATEWAY_KEY
//
// Look at, by lines of gateway-fetch.js:
// - 5: cb is not called here: the hook timed out after 20 s, the Action delivers
// - 15: work after cb: the Action waits for what it awaits of it, and may be ended before the rest
//   is done

/** Sends by the gateway of our own. */
exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;
  const { GATEWAY_URL, GATEWAY_KEY } = event.secrets;
  if (!recipient) throw new Error('no recipient');
  if ((event.request.language ?? 'N/A') === 'fr') return;
  if (event.message_options.message_type === 'voice') { return; }
  const answered = await fetch(`${GATEWAY_URL}/messages`, {
    method: 'POST',
    headers: { 'x-key': GATEWAY_KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ to: recipient, text, language: event.request.language ?? 'N/A' }),
  });
  if (!answered.ok) throw new Error('gateway: ' + answered.status);
  try {
    await fetch(`${GATEWAY_URL}/log`, { method: 'POST' });
  } catch {
    // The message was sent by then: what fails here does not fail it.
  }
};
