// refused: never
const dns = require('dns');

module.exports = async function (recipient, text, context, cb) {
  const resolver = new dns.promises.Resolver({ timeout: 500, tries: 1 });
  try {
    cb(null, [await resolver.resolve4('sms.example.com'), await dns.promises.lookup('mms.example.com')]);
  } catch (error) {
    cb(error);
  }
};
