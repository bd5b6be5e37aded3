// kind: callback_error
// message: in the worker
const { Worker } = require('worker_threads');
module.exports = (recipient, text, context, cb) => {
  new Worker('throw new Error("in the worker")', { eval: true }).on('error', cb);
};
