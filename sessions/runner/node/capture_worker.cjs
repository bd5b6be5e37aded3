'use strict';
// Worker threads have modules of their own, so capture is installed in each: a worker that the hook starts is made to
// load this file before anything else.

const { getEnvironmentData, isMainThread, setEnvironmentData } = require('worker_threads');
const { handOver, takeOver } = require('./channel.cjs');
const { standIn } = require('./stand_in.cjs');

const KEY = 'offhook';

/** From now on every worker that is started captures what it sends out; `token()` is the one that it is to have. */
function captureWorkers(capture, token) {
  const workers = require('worker_threads');
  const Original = workers.Worker;
  // No subclass: the class that it extends would be read from it, and start workers that load nothing of ours.
  function Worker(file, options) {
    const execArgv = (options && options.execArgv) || [];
    const shown = (options && options.execArgv) || process.execArgv;
    setEnvironmentData(KEY, { capture: { ...capture, token: token() }, line: handOver(), shown });
    try {
      const ours = { ...options, execArgv: ['--require', __filename, ...execArgv] };
      return Reflect.construct(Original, [file, ours], new.target);
    } finally {
      setEnvironmentData(KEY, undefined);
    }
  }
  Object.setPrototypeOf(Worker, Object.getPrototypeOf(Original));
  Worker.prototype = Original.prototype;
  Worker.prototype.constructor = Worker;
  workers.Worker = standIn(Original, Worker);
}

/** In a worker, before its own code. */
function begin() {
  const task = getEnvironmentData(KEY);
  if (task === undefined) return; // a hook's worker that loads this file by itself
  setEnvironmentData(KEY, undefined);
  process.execArgv = task.shown;
  takeOver(task.line);
  require('./capture.cjs').install(task.capture);
}

module.exports = { captureWorkers };

if (!isMainThread) begin();
