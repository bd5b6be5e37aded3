// kind: killed_by_signal
// message: SIGKILL
module.exports = () => process.kill(process.pid, 'SIGKILL');
