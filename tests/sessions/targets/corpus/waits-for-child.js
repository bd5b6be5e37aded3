// kind: timeout_waiting
// message: a process that it started
// timeout: 0.3
// network: live
module.exports = (recipient, text, context, cb) => {
  require('child_process').exec('sleep 60', cb);
};
