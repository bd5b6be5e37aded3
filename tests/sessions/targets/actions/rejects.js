// kind: rejected
// outcome: failed
// message: 401 from the provider
exports.onExecuteSendPhoneMessage = async () => {
  await null;
  throw Object.assign(new Error('401 from the provider'), { status: 401 }); // here
};
