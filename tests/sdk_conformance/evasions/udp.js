// warned: UDP
// refused: always
const dgram = require('dgram');

module.exports = function (recipient, text, context, cb) {
  const socket = dgram.createSocket('udp4');
  socket.on('error', cb);
  socket.send(text, 8125, '192.0.2.1', (error) => {
    socket.close();
    cb(error);
  });
};
