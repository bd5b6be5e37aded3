// called: https://192.0.2.1/send
// refused: never
const net = require('net');
const tls = require('tls');

module.exports = function (recipient, text, context, cb) {
  const plain = net.connect(443, '192.0.2.1', () => {
    const socket = tls.connect({ socket: plain, servername: 'sms.example.com' }, () => {
      socket.write('GET /send HTTP/1.1\r\nHost: 192.0.2.1\r\n\r\n');
    });
    socket.once('data', (data) => cb(null, String(data).split('\r\n')[0]));
    socket.on('error', cb);
  });
  plain.on('error', cb);
};
