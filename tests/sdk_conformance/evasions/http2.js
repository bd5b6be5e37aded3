// warned: HTTP/2
// refused: always
const http2 = require('http2');

module.exports = function (recipient, text, context, cb) {
  try {
    const session = http2.connect('https://192.0.2.1');
    session.on('error', cb);
    session.request({ ':path': '/send' }).on('response', () => cb()).on('error', () => {});
  } catch (error) {
    cb(error);
  }
};
