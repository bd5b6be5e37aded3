// kind: missing_module
// outcome: failed
// message: There is no package 'no-such-sms'
const sms = require('no-such-sms'); // here

exports.onExecuteSendPhoneMessage = async () => sms.send();
