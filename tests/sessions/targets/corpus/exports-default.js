// kind: bad_export
// message: module.exports is an object with default;
exports.default = function (recipient, text, context, cb) { cb(); };
