// kind: bad_export
// message: module.exports is null;
module.exports = null;
