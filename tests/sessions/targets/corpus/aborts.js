// kind: killed_by_signal
// message: SIGABRT
module.exports = () => process.abort();
