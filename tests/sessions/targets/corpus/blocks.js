// kind: timeout_busy
// message: No answer within 0.3 s
// timeout: 0.3
// network: live
module.exports = () => {
  require('child_process').execSync('sleep 60');
};
