// warned: curl
// refused: redirected
const { execFile } = require('child_process');

module.exports = function (recipient, text, context, cb) {
  execFile('curl', ['--silent', '--max-time', '1', 'http://192.0.2.1/send'], (error) => cb(error));
};
