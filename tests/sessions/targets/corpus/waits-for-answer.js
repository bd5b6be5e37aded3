// kind: timeout_waiting
// message: a server of its own, a network connection
// timeout: 0.4
// network: live
module.exports = (recipient, text, context, cb) => {
  const silent = require('net').createServer();
  silent.listen(0, '127.0.0.1', () => {
    require('http').get({ port: silent.address().port, host: '127.0.0.1' }, () => cb());
  });
};
