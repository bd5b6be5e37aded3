// warned: fork
// refused: redirected
const { fork } = require('child_process');
const { join } = require('path');

module.exports = function (recipient, text, context, cb) {
  const child = fork(join(__dirname, 'fork.js'), [], { silent: true });
  child.on('error', cb);
  child.on('exit', (code) => cb(null, code));
};

if (require.main === module) fetch('http://192.0.2.1/send', { signal: AbortSignal.timeout(500) }).catch(() => {});
