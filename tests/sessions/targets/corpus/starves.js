// kind: timeout_busy
// timeout: 0.1
// Each promise settles, but the event loop never comes to its turn.
module.exports = async () => {
  for (;;) await null; // here
};
