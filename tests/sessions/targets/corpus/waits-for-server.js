// kind: timeout_waiting
// message: a server of its own
// timeout: 0.3
module.exports = () => {
  require('http').createServer().listen(0, '127.0.0.1');
};
