// kind: killed_by_signal
// message: SIGTERM
module.exports = (recipient, text, context, cb) => {
  setTimeout(cb, 60000);
  process.kill(process.pid, 'SIGTERM');
};
