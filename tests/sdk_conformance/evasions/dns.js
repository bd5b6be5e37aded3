// refused: never
const dns = require('dns');

module.exports = function (recipient, text, context, cb) {
  dns.lookup('sms.example.com', (error, address) => {
    if (error) return cb(error);
    dns.resolve4('mms.example.com', (failure, addresses) => cb(failure, [address, addresses]));
  });
};
