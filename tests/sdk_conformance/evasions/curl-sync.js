// warned: curl
// refused: redirected
const { execSync } = require('child_process');

module.exports = function (recipient, text, context, cb) {
  try {
    cb(null, execSync('curl --silent --max-time 1 http://192.0.2.1/send').toString());
  } catch (error) {
    cb(error);
  }
};
