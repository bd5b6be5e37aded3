// kind: timeout_waiting
// timeout: 0.4
const { Worker } = require('worker_threads');
module.exports = (recipient, text, context, cb) => {
  new Worker('setTimeout(() => {}, 60000)', { eval: true }).on('exit', cb);
};
