// kind: bad_export
// message: module.exports is a string;
module.exports = 'hook';
