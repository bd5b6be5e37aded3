// kind: async_throw
// outcome: failed
// message: in a callback
exports.onExecuteSendPhoneMessage = async () => new Promise(() => {
  setTimeout(() => { throw new Error('in a callback'); }, 5); // here
});
