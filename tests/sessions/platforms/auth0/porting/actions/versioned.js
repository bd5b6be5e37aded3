// Ported by offhook from the hook versioned.js, for the trigger send-phone-message.
// Dependencies: ipaddr.js@1.9.0, lodash@4.17.10, axios
//
// Look at, by lines of versioned.js:
// - 4: axios has no version: an Action takes the newest, which may be another one
// - 7: the whole user: an event's has more members, such as created_at and identities

const ipaddr = require('ipaddr.js');
const { get } = require('lodash/fp');
const axios = require('axios');

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;
  const address = ipaddr.process(event.request.ip).toString();
  await axios
    .post('https://sms.example.com/send', { to: recipient, text, address, name: get('name', event.user) });
};
