// kind: timeout_busy
// message: still being loaded
// timeout: 0.4
for (const nap = new Int32Array(new SharedArrayBuffer(4)); ; ) Atomics.wait(nap, 0, 0, 5); // here
