// kind: sync_throw
// message: Class constructor Sender cannot be invoked without 'new'
module.exports = class Sender {};
