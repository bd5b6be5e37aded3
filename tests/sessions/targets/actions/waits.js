// kind: timeout_waiting
// outcome: failed
// message: a timer
// timeout: 0.3
exports.onExecuteSendPhoneMessage = async () => {
  await new Promise((resolve) => setTimeout(resolve, 60_000));
};
