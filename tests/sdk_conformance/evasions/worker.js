// called: https://sms.example.com/send
// refused: never
const { Worker } = require('worker_threads');

const CODE = `fetch('https://sms.example.com/send').then(
  ({ status }) => require('worker_threads').parentPort.postMessage(status),
)`;

module.exports = function (recipient, text, context, cb) {
  const worker = new Worker(CODE, { eval: true });
  worker.on('message', (status) => cb(null, status));
  worker.on('error', cb);
};
