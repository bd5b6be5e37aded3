// called: tcp://192.0.2.1:2525
// refused: never
const net = require('net');

module.exports = function (recipient, text, context, cb) {
  const socket = net.connect(2525, '192.0.2.1');
  socket.on('error', cb);
  socket.on('close', () => cb(new Error('The connection was closed.')));
  socket.write('EHLO example.com\r\n');
};
