module.exports = function (recipient, text, context, cb) {
  const ipaddr = require('ipaddr.js@1.9.0');
  const { get } = require("lodash@4.17.10/fp");
  const axios = require('axios');
  const address = ipaddr.process(context.request.ip).toString();
  axios
    .post('https://sms.example.com/send', { to: recipient, text, address, name: get('name', context.user) })
    .then(() => cb(null, {}), cb);
};
