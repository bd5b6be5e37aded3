// kind: success
// warning: still running after its answer
module.exports = (recipient, text, context, cb) => {
  cb(null, {});
  for (const nap = new Int32Array(new SharedArrayBuffer(4)); ; ) Atomics.wait(nap, 0, 0, 5);
};
