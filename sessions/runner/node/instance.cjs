'use strict';
// One invocation after another in this process, as the platform keeps an instance with its modules and their state.
// Between two of them the process waits in `hear`, and nothing in it runs: what an invocation has left open goes on with
// the next one, and is known by the number of the one that has begun it (`channel.cjs`).

const { AsyncResource } = require('async_hooks');
const { hear, invocation, runAs, say } = require('./channel.cjs');
const { replace } = require('./stand_in.cjs');

const { clearTimeout, setImmediate, setTimeout } = globalThis; // the hook's are watched
const LINGER_MS = 200; // how long offhook waits for what comes after an answer

const root = new AsyncResource('Invocation'); // what is begun in it has no other origin
const timers = new Set(); // ours, for the invocation that is under way
let current; // its number; undefined where the process serves one only
let isAnswered = false;
let begin = () => {};

/** Do `work` in so many milliseconds, if the invocation `of` is under way then. It does not keep the event loop up. */
function later(work, milliseconds, of = invocation()) {
  if (of !== current) return;
  const asItsOwn = of === undefined ? work : () => runAs(of, work);
  timers.add(setTimeout(asItsOwn, milliseconds).unref());
}

/** The invocation `of` has its answer, after which the instance lives on. What it does from now on is its rest. */
function answered(of = invocation()) {
  if (of === undefined || of !== current || isAnswered) return;
  isAnswered = true;
  const leaveOpen = () => {
    say('served');
    next();
  };
  later(leaveOpen, LINGER_MS, of);
}

/** Wait for the next invocation, and begin it as nothing that came of an earlier one. */
function next() {
  for (const timer of timers) clearTimeout(timer);
  timers.clear();
  isAnswered = false;
  const message = hear();
  root.runInAsyncScope(setImmediate, null, begin, message);
}

/**
 * Wait for an invocation and `call` it; where `isWarm`, then for one after another, for each of which `renew` is called
 * first with its message. An invocation without an answer ends the process, as it ends an instance there.
 */
function serve(call, { isWarm, renew }) {
  if (!isWarm) return call(hear());
  begin = (message) => {
    current = message.number;
    renew(message);
    runAs(current, () => call(message));
  };
  // Node asks by this event whether there is more to do. The platform's host has, and never sends it.
  replace(process, ['emit'], (original) =>
    function emit(name, ...given) {
      if (name !== 'beforeExit' || !isAnswered) return Reflect.apply(original, this, [name, ...given]);
      say('idle', { last: true }, current);
      next();
      return true;
    });
  return begin(hear());
}

module.exports = { answered, later, serve, underWay: () => current };
