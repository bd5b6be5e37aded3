'use strict';
// What keeps the event loop turning, by Node's names. A caught connection is named by where it goes, a timer by where it
// was set. What is only on its way out, such as a connection that closes, is left out.

const net = require('net');
const { callSiteOf, noteCallSite } = require('./describe.cjs');
const { ownPipes } = require('./output.cjs');
const { replace } = require('./stand_in.cjs');

// What goes on over a connection: the connection itself is named.
const ON_A_CONNECTION = new Set(['ConnectWrap', 'TCPConnectWrap', 'PipeConnectWrap', 'WriteWrap', 'ShutdownWrap']);
const GIVES_UP = /\b(abort|cancel|destroy)\b|\breject\b.*(time[-_ ]?out|timed|too (late|long|slow))/is;
const WORKS = /\b(await|then|fetch|axios|got|request|post|put|send|publish|create)\b/;
const MOST_TIMERS = 1000;
const textOf = Function.prototype.toString;

const timers = new Map(); // each of the hook's that may still fire, to what is known of it
let caught = () => []; // the connections that capture has led to the gateway
let openCalls = () => []; // what is waited for on those
let kindOfCaught = '';

/** From now on connections of `connections()` are named by where they go; Node has them under the name `kind`. */
function knowCaught(kind, connections, calls) {
  kindOfCaught = kind;
  caught = connections;
  openCalls = calls;
}

const isLive = (timer) => !timer._destroyed && timer.hasRef();

/** Note where timers are set: Node counts those that are left, all as one. */
function watchTimers() {
  const noting = (original) =>
    function set(...given) {
      const timer = Reflect.apply(original, this, given);
      if (timers.size >= MOST_TIMERS) for (const [one] of timers) if (!isLive(one)) timers.delete(one);
      if (timers.size < MOST_TIMERS) timers.set(timer, { site: noteCallSite(set), callback: given[0] });
      return timer;
    };
  for (const object of [globalThis, require('timers')]) replace(object, ['setTimeout', 'setInterval'], noting);
}

/** Whether what a timer calls does nothing but give up on something else. */
function givesUp(callback) {
  if (typeof callback !== 'function') return false;
  const text = `${callback.name} ${textOf.call(callback)}`;
  return GIVES_UP.test(text) && !WORKS.test(text);
}

/** The timers of the hook that are still to fire: where each was set, and whether it only gives up on something. */
function openTimers() {
  const live = [...timers].filter(([timer]) => isLive(timer));
  return live.map(([, { site, callback }]) => ({ at: callSiteOf(site), gives_up: givesUp(callback) }));
}

function takeOut(names, name, times, instead = []) {
  for (; times > 0; times -= 1) {
    const at = names.indexOf(name);
    if (at >= 0) names.splice(at, 1, ...instead);
  }
}

/** How many sockets Node still lists although they are being closed. */
function countClosing() {
  const handles = typeof process._getActiveHandles === 'function' ? process._getActiveHandles() : [];
  return handles.filter((one) => one instanceof net.Socket && one.destroyed).length;
}

/** What keeps the event loop turning, by name. */
function openResources() {
  const open = process.getActiveResourcesInfo().filter((name) => !ON_A_CONNECTION.has(name));
  takeOut(open, 'PipeWrap', ownPipes());
  if (!kindOfCaught) takeOut(open, 'TCPSocketWrap', countClosing());
  for (const name of caught()) takeOut(open, kindOfCaught, 1, name === null ? [] : [name]);
  return open;
}

module.exports = { knowCaught, openCalls: () => openCalls(), openResources, openTimers, watchTimers };
