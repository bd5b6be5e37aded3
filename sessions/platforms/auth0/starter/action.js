/**
 * An Action for the trigger send-phone-message: sends a message of multi-factor authentication.
 *
 * @param {object} event - the message, and what it is sent for
 * @param {object} event.message_options - action, code, message_type, recipient, text
 * @param {object} event.request - ip, user_agent, language, geoip, hostname, method
 * @param {object} event.client - client_id, name, metadata; may be absent
 * @param {object} event.user - user_id, name, email, app_metadata, user_metadata
 * @param {object} event.secrets - the Action's secrets
 * @param {object} api - api.cache.get, set and delete
 */
exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;
  // TODO: Add your code here. Return when the message is sent, throw an Error when it is not.
  console.log(`To ${recipient}: ${text}`);
};
