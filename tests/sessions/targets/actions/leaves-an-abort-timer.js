// kind: success
// outcome: delivered
// warning: A timer that gives up on a call was not cleared at leaves-an-abort-timer.js:8
const later = () => new Promise((_, reject) => setTimeout(() => reject(new Error('too late')), 9000).unref());

exports.onExecuteSendPhoneMessage = async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 9000);
  const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(9000)]);
  await Promise.race([fetch('https://api.example.com/send', { signal }), later()]);
};
