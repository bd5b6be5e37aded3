// kind: timeout_busy
// outcome: failed
// timeout: 0.3
exports.onExecuteSendPhoneMessage = async () => {
  for (const nap = new Int32Array(new SharedArrayBuffer(4)); ; ) Atomics.wait(nap, 0, 0, 5); // here
};
