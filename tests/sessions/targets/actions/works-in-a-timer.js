// kind: success
// outcome: delivered
// warning: (a timer at works-in-a-timer.js:5): the platform may end it there
exports.onExecuteSendPhoneMessage = async () => {
  setTimeout(() => fetch('https://api.example.com/send').catch(console.error), 9000);
};
