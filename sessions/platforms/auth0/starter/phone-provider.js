/**
 * An Action for the trigger custom-phone-provider: sends every phone message of the tenant.
 *
 * @param {object} event - the message, and what it is sent for
 * @param {object} event.notification - as_text, as_voice, code, delivery_method ('text' or
 *   'voice'), from, locale, message_type ('otp_verify', 'otp_enroll', …), recipient
 * @param {object} event.request - ip, user_agent, geoip, hostname, method
 * @param {object} event.client - client_id, name, metadata; may be absent
 * @param {object} event.user - user_id, name, email, app_metadata, user_metadata
 * @param {object} event.secrets - the Action's secrets
 * @param {object} api - api.notification.retry and drop; api.cache.get, set and delete
 */
exports.onExecuteCustomPhoneProvider = async (event, api) => {
  const { as_text: text, as_voice: speech, delivery_method: method, recipient } = event.notification;
  // TODO: Add your code here. Return when the message is sent, throw an Error when it is not;
  // or call api.notification.retry('why') or api.notification.drop('why'), and return.
  console.log(`To ${recipient}: ${method === 'voice' ? speech : text}`);
};
