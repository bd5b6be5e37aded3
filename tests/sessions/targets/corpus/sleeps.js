// kind: timeout_busy
// timeout: 0.3
module.exports = (recipient, text, context, cb) => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); // here
};
