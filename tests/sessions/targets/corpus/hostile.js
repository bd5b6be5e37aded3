// kind: success
// Nothing that a hook replaces may keep its own outcome from being told.
module.exports = (recipient, text, context, cb) => {
  JSON.stringify = () => '"forged"';
  JSON.parse = () => ({});
  require('fs').writeSync = () => { throw new Error('no writing'); };
  require('fs').readSync = () => 0;
  process.hrtime = () => [0, 0];
  process.hrtime.bigint = () => 0n;
  globalThis.setTimeout = () => 0;
  Promise.prototype.then = () => undefined;
  Error.prepareStackTrace = () => 'no stack';
  cb(null, { MessageID: 'SM2' });
};
