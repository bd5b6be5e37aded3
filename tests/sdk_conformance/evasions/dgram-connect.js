// warned: UDP
// refused: always
const dgram = require('dgram');

module.exports = function (recipient, text, context, cb) {
  const socket = dgram.createSocket('udp4');
  socket.on('error', cb);
  socket.connect(8125, '192.0.2.1', (error) => {
    if (error) return cb(error);
    socket.send(text, (failure) => {
      socket.close();
      cb(failure);
    });
  });
};
