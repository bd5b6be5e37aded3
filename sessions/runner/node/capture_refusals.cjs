'use strict';
// What offhook cannot answer in the provider's place is refused, with an error that says so: it never leaves unseen.

const { forTheHook } = require('./blame.cjs');
const { callSite } = require('./describe.cjs');
const { cut, say } = require('./channel.cjs');
const { replace } = require('./stand_in.cjs');

const MOST_REPORTED = 20;
const LONGEST_NAME = 200;
const WHY = 'offhook answers what a hook sends out itself';
const LIVE = 'Send live (--live) to let it out.';
const nextTick = process.nextTick;

let reported = 0;

function report(what, name, ran) {
  reported += 1;
  if (reported <= MOST_REPORTED) say('blocked', { what, name: cut(name, LONGEST_NAME), at: callSite(), ran });
}

/** The error for what is refused, whose stack begins above `refusing`. */
function refusal(what, name, message, refusing) {
  report(what, name, false);
  const error = Object.assign(new Error(`${message} ${LIVE}`), { code: 'EOFFHOOK_CAPTURED' });
  Error.captureStackTrace(error, refusing);
  return forTheHook(error);
}

function http2Refusal(place, refusing) {
  const name = `${place.host}:${place.port}`;
  return refusal('http2', name, `HTTP/2 to ${name} was refused: ${WHY}, and speaks HTTP/1.1 only.`, refusing);
}

function socketRefusal(name, refusing) {
  const message = `A connection to ${name} was refused: ${WHY}, and cannot catch this one.`;
  return refusal('socket', name, message, refusing);
}

function udpRefusal(name, refusing) {
  return refusal('udp', name, `UDP to ${name} was refused: ${WHY}, and answers HTTP only.`, refusing);
}

/** The destination among the arguments of `send`, after a message that may be cut by an offset and a length. */
function destination([, first, second, third, fourth]) {
  const [port, host] = typeof second === 'number' ? [third, fourth] : [first, second];
  return `${typeof host === 'string' ? host : 'localhost'}:${port}`;
}

/** Datagrams fail as any that cannot be sent: by the callback, or else as the event `error`. */
function refuseUdp() {
  const { Socket } = require('dgram');
  const refusing = (nameOf) => () =>
    function refused(...given) {
      const error = udpRefusal(nameOf(given), refused);
      const callback = given.find((value) => typeof value === 'function');
      nextTick(callback ? () => callback(error) : () => this.emit('error', error));
    };
  replace(Socket.prototype, ['send', 'sendto'], refusing(destination));
  replace(Socket.prototype, ['connect', 'connectSync'], refusing((given) => destination([null, ...given])));
}

/** A unix socket as it is shown: an abstract one, whose name begins with a zero byte, with an @ before its name. */
const socketName = (path) => String(path).replace(/^\0/, '@');

function unixRefusal(path, refusing) {
  const name = socketName(path);
  return refusal('unix', name, `The unix socket ${name} was refused: ${WHY}, and answers TCP only.`, refusing);
}

const ownServers = new Set(); // servers of this process, which a hook may have started itself
const isOwn = (path) => [...ownServers].some((server) => server.listening && server.address() === path);

/**
 * Unix sockets, named pipes of Windows too, lead past the gateway at `allowed`, whatever the network around it. Gives
 * what says of a path whether it may be connected to.
 */
function refuseUnixSockets(allowed) {
  const net = require('net');
  const mayConnect = (path) => path === allowed || isOwn(path);
  replace(net.Server.prototype, ['listen'], (original) =>
    function listen(...given) {
      ownServers.add(this);
      return Reflect.apply(original, this, given);
    });
  replace(net.Socket.prototype, ['connect'], (original) =>
    function connect(...given) {
      const [options, callback] = Array.isArray(given[0]) ? given[0] : net._normalizeArgs(given);
      if (typeof options.path !== 'string' || mayConnect(options.path)) return Reflect.apply(original, this, given);
      if (typeof callback === 'function') this.once('connect', callback);
      this.connecting = true;
      return this.destroy(unixRefusal(options.path, connect));
    });
  return mayConnect;
}

/** What somebody would call a program: the shell's command, where a shell is given one. */
function programName(file, args) {
  const at = Array.isArray(args) ? args.findIndex((text) => ['-c', '/c'].includes(text)) : -1;
  return String(at >= 0 && /(^|[\\/])(sh|bash|dash|zsh|cmd\.exe)$/i.test(file) ? args.at(-1) : file);
}

/**
 * The error for a program that is about to be started: it reaches past what this process catches. Without a network of
 * its own it may run, and reaches nothing: that is reported, and no error is given.
 */
function programRefusal(file, args, isolated, refusing) {
  const name = programName(String(file), args);
  if (isolated) return void report('program', name, true);
  return refusal('program', name, `Starting ${name} was refused: ${WHY}, and cannot answer another program.`, refusing);
}

/** What begins a program without a handle: `process.execve`, and `module.register`, whose thread has modules of its own. */
function refusePrograms(isolated) {
  const watching = (nameOf) => (original) =>
    function start(...given) {
      const error = programRefusal(...nameOf(given), isolated, start);
      if (error) throw error;
      return Reflect.apply(original, this, given);
    };
  replace(process, ['execve'], watching(([file, args]) => [file, args]));
  replace(require('module'), ['register'], watching(([specifier]) => [`${specifier} (module.register)`, []]));
}

const nativeLoaded = (file) => report('native', file, true);

module.exports = {
  http2Refusal,
  nativeLoaded,
  programRefusal,
  refusePrograms,
  refuseUdp,
  refuseUnixSockets,
  socketRefusal,
  udpRefusal,
  unixRefusal,
};
