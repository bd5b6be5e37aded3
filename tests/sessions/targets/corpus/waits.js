// kind: timeout_waiting
// message: No answer within 0.3 s: it was waiting for a timer (2 times)
// timeout: 0.3
module.exports = (recipient, text, context, cb) => {
  setTimeout(cb, 60000);
  setTimeout(cb, 70000);
};
