// kind: timeout_busy
// message: still being loaded
// timeout: 0.4
for (;;); // here
