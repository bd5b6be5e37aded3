// kind: sync_throw
// message: Maximum call stack size exceeded
module.exports = function hook(...values) { return hook(...values); }; // here
