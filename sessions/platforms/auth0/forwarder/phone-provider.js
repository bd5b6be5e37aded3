/**
 * An Action for the trigger custom-phone-provider: sends each event to `offhook listen`, and does
 * what came of it there.
 *
 * For a development tenant: codes, numbers and people leave it. It needs no package, and two secrets:
 *
 *   LISTEN_URL     where offhook listens, as a tunnel has it: https://…
 *   LISTEN_SECRET  the value of the secret that `offhook listen --secret` names
 */
exports.onExecuteCustomPhoneProvider = async (event, api) => {
  const { outcome, reason } = await forward(event);
  const why = reason || `offhook listen: ${outcome}`;
  if (outcome === 'dropped') api.notification.drop(why);
  else if (outcome === 'retry') api.notification.retry(why);
  else if (outcome !== 'delivered') throw new Error(why);
};
