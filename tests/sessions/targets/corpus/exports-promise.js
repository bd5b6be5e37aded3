// kind: bad_export
module.exports = Promise.resolve((recipient, text, context, cb) => cb());
