// kind: bad_export
// message: module.exports is an empty object;
function hook(recipient, text, context, cb) { cb(); }
