'use strict';
// The inspector of this process, for a debugger to attach to.

const { say } = require('./channel.cjs');

const { setInterval } = globalThis;
const BEAT_MS = 100;

/** Wait until a debugger has attached. From then on offhook hears that the event loop turns: it stands while paused. */
function waitForDebugger() {
  const inspector = require('inspector'); // a process that nobody debugs need not load it
  inspector.open(0, '127.0.0.1');
  say('inspect', { url: inspector.url() });
  inspector.waitForDebugger();
  setInterval(() => say('turning'), BEAT_MS).unref();
}

module.exports = { waitForDebugger };
