// kind: process_exit
// outcome: failed
// message: The Action called process.exit with status 3
exports.onExecuteSendPhoneMessage = async () => {
  process.exit(3); // here
};
