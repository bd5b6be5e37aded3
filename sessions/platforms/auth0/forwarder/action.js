/**
 * An Action for the trigger send-phone-message: sends each event to `offhook listen`, and does what
 * came of it there.
 *
 * For a development tenant: codes, numbers and people leave it. It needs no package, and two secrets:
 *
 *   LISTEN_URL     where offhook listens, as a tunnel has it: https://…
 *   LISTEN_SECRET  the value of the secret that `offhook listen --secret` names
 */
exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { outcome, reason } = await forward(event);
  if (outcome !== 'delivered') throw new Error(reason || `offhook listen: ${outcome}`);
};
