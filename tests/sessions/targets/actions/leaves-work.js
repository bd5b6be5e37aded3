// kind: success
// outcome: delivered
// warning: still under way
exports.onExecuteSendPhoneMessage = async () => {
  const send = new Promise((resolve) => setTimeout(resolve, 100));
  send.then(() => console.log('sent'));
};
