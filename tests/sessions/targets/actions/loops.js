// kind: timeout_busy
// outcome: failed
// timeout: 0.3
exports.onExecuteSendPhoneMessage = async () => {
  for (;;); // here
};
