// Ported by offhook from the hook bare.js, for the trigger send-phone-message.
//
// Look at, by lines of bare.js:
// - 8: nothing is sent: the hook calls nothing but cb

/**
@param {object} event - the message, and what it is sent for
@param {object} api - api.cache
*/
exports.onExecuteSendPhoneMessage = async (event, api) => {
 // TODO: Add your code here
};
