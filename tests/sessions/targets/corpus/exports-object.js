// kind: bad_export
// message: module.exports is an object with send, name; it must be the function itself, or
exports.send = (recipient, text, context, cb) => cb();
exports.name = 'sms';
