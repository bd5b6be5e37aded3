'use strict';
// What the hook sends out goes to offhook's gateway instead, which answers as the provider would. Each connection to a
// host becomes one to the gateway, whose first line says where it would have gone. Only what uses Node's own modules
// is caught: what goes past them is refused, and a network namespace, where there is one, keeps native code in too.

const net = require('net');
const Module = require('module');
const { knowGatewayOf } = require('./blame.cjs');
const { noteOrigin, noteRequests, originOf, takeRequest } = require('./call_origins.cjs');
const { addressOf, hostOf, isNowhere, keepNamesHome, notFound } = require('./capture_dns.cjs');
const { guardHandles } = require('./capture_handles.cjs');
const { refusePrograms, refuseUdp, refuseUnixSockets, socketRefusal } = require('./capture_refusals.cjs');
const { invocation, now } = require('./channel.cjs');
const { keepListenersHome } = require('./capture_servers.cjs');
const { captureWorkers } = require('./capture_worker.cjs');
const { knowCaught } = require('./open_resources.cjs');
const { standIn } = require('./stand_in.cjs');

const { stringify } = JSON; // a hook may replace it later
const { connect: connectForReal, _writeGeneric: writeForReal } = net.Socket.prototype;
const { get: bytesWritten } = Object.getOwnPropertyDescriptor(net.Socket.prototype, 'bytesWritten');
const LOCAL = { address: '127.0.0.1', family: 'IPv4' };
const FIRST_LOCAL_PORT = 49152;
const LOCAL_PORTS = 65536 - FIRST_LOCAL_PORT;
const nextTick = process.nextTick;
const soon = setImmediate;
const FOR_CAPTURE = '--use-openssl-ca'; // sessions/targets/local/target.py says what for

const places = new WeakMap(); // each socket to where its client believes it goes
const received = new WeakMap(); // each socket to how much it had received when it last sent
const origins = new WeakMap(); // each socket to the note of where what goes on over it was begun
const handles = new Map(); // what Node counts as open to its socket
const unintroduced = new WeakSet(); // sockets that the gateway does not know of yet
let connections = 0;
const gateway = { target: null, handle: '', token: '' };
const tokens = new Map(); // of each invocation, where there are several, by its number

/** Where the gateway listens: `127.0.0.1:PORT`, or the path of a unix socket. */
function knowGateway({ gateway: address, token }) {
  const match = /^127\.0\.0\.1:(\d+)$/.exec(address);
  gateway.target = match ? { host: LOCAL.address, port: Number(match[1]) } : { path: address };
  gateway.handle = match ? 'TCPSocketWrap' : 'PipeWrap';
  gateway.token = token;
  knowGatewayOf(gateway.target);
}

/** By this token the gateway knows the calls of the invocation with this number. */
const knowInvocation = (number, token) => tokens.set(number, token);

const tokenOf = (number) => tokens.get(number) ?? gateway.token;

const isPort = (port) =>
  (typeof port === 'number' || (typeof port === 'string' && port.trim() !== '')) && Number(port) >>> 0 === Number(port)
  && Number(port) <= 65535;

/** Where a connection with these options would go; null for one to no host, or that Node would not even begin. */
function placeOf({ host, port, path }) {
  if (path || !isPort(port) || (host && typeof host !== 'string')) return null;
  return { host: hostOf(host || 'localhost'), port: Number(port), tls: false };
}

/** Connect a socket to the gateway, which receives `place` before anything that the client writes. */
function redirect(socket, place, callback) {
  if (isNowhere(place.host)) {
    const lookup = (host, options, done) => nextTick(done, notFound(host));
    return connectForReal.call(socket, { ...place, lookup }, callback);
  }
  connectForReal.call(socket, gateway.target, callback);
  const [address, family] = addressOf(place.host);
  dress(socket, { address, family: `IPv${family}`, port: place.port }, introduceLater(socket, place));
  places.set(socket, place);
  origins.set(socket, noteOrigin(redirect));
  received.set(socket, 0);
  handles.set(socket._handle, socket);
  connections += 1;
  if (!net.isIP(place.host)) nextTick(() => socket.emit('lookup', null, address, family, place.host));
  return socket;
}

const escaped = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A line to the gateway: each is of ASCII only. */
const line = (word, said) => `${word} ${stringify(said)}\n`.replace(/[^\n -~]/g, escaped);

/**
 * Introduce a connection by its first bytes: only by then the client may have put TLS on it. A client that writes
 * nothing waits for the server, and is introduced soon after it has connected. Each further request is begun by the
 * line of the hook that it comes from, and the time. Gives the count of the bytes for that.
 */
function introduceLater(socket, place) {
  let prefaced = 0;
  const write = (word, said) => {
    const origin = origins.get(socket);
    const preface = line(word, { ...said, token: tokenOf(origin.of), at: originOf(origin), t: now() });
    prefaced += preface.length;
    writeForReal.call(socket, false, preface, 'latin1', () => {});
  };
  const introduce = () => {
    if (!unintroduced.delete(socket) || !socket._handle) return false;
    write('offhook', place);
    return true;
  };
  const value = function _writeGeneric(...given) {
    if (!this.connecting) {
      const request = takeRequest(this);
      if (request) origins.set(this, request);
      if (!introduce() && request) write('offhook-call', {});
    }
    received.set(this, this.bytesRead);
    return Reflect.apply(writeForReal, this, given);
  };
  unintroduced.add(socket);
  Object.defineProperty(socket, '_writeGeneric', { configurable: true, enumerable: false, writable: true, value });
  socket.once('connect', () => soon(introduce));
  return () => prefaced;
}

/** Add to what is known of where a socket goes, as long as the gateway does not know. */
function addFacts(socket, more) {
  if (unintroduced.has(socket)) Object.assign(places.get(socket), more);
}

/** Let a socket answer as one over TCP to `peer`, of whose bytes the first `prefaced()` are not the client's. */
function dress(socket, peer, prefaced) {
  const local = { ...LOCAL, port: FIRST_LOCAL_PORT + (connections % LOCAL_PORTS) };
  const hidden = { configurable: true, enumerable: false };
  Object.defineProperties(socket, {
    _getpeername: { ...hidden, value: () => (socket.connecting ? {} : peer) },
    _getsockname: { ...hidden, value: () => (socket.connecting ? {} : local) },
    bytesWritten: { ...hidden, get: () => Math.max(0, (bytesWritten.call(socket) ?? 0) - prefaced()) },
  });
}

/** Where TLS does not end here, a socket that has it would speak to the gateway what that cannot read. */
function redirectSockets(endsTls) {
  net.Socket.prototype.connect = standIn(connectForReal, function connect(...given) {
    const [options, callback] = Array.isArray(given[0]) ? given[0] : net._normalizeArgs(given);
    const place = placeOf(options);
    if (place && this.encrypted && !endsTls) throw socketRefusal(`${place.host}:${place.port}`, connect);
    return place ? redirect(this, place, callback) : Reflect.apply(connectForReal, this, given);
  });
}

const isAnswered = (socket) => socket.bytesRead > received.get(socket);

function nameOf(socket) {
  const { host, port, tls } = places.get(socket);
  return `${tls ? 'TLS' : 'TCP'} ${host}:${port}`;
}

/**
 * The connections that Node counts as open, each by where it goes, and `answered` where what came last is the server's;
 * null is one that closes.
 */
function openConnections() {
  const open = [];
  for (const [handle, socket] of handles) {
    const isClosing = socket.destroyed || socket._handle !== handle;
    if (!handle.hasRef()) {
      if (isClosing) handles.delete(handle);
      continue;
    }
    open.push(isClosing ? null : `${nameOf(socket)}${isAnswered(socket) ? ' answered' : ''}`);
  }
  return open;
}

/** The calls over connections that are open and not answered: where each goes, and where in the hook it was made. */
function openCalls() {
  const waiting = [...handles].filter(([handle, one]) => one._handle === handle && !one.destroyed && !isAnswered(one));
  return waiting.map(([, socket]) => ({ to: nameOf(socket), at: originOf(origins.get(socket)) }));
}

/**
 * Begin to capture, before any of the hook's code has run. `capture` is of the task (`capture.py`). Of a hook that cannot
 * call out HTTP and TLS are left out, whose modules are a quarter of what its process takes.
 */
function install(capture, mayCallOut = true) {
  process.execArgv = process.execArgv.filter((flag) => flag !== FOR_CAPTURE);
  knowGateway(capture);
  keepNamesHome();
  redirectSockets(mayCallOut);
  const mayConnect = refuseUnixSockets(gateway.target.path);
  if (mayCallOut) require('./capture_tls.cjs').endTlsHere({ placeOf, places, redirect, addFacts });
  refuseUdp();
  refusePrograms(capture.isolated);
  guardHandles({ gateway: gateway.target, isolated: capture.isolated, mayConnect });
  if (!capture.isolated) keepListenersHome();
  captureWorkers(capture, () => tokenOf(invocation()));
  if (mayCallOut) noteRequests();
  knowCaught(gateway.handle, openConnections, openCalls);
  Module.syncBuiltinESMExports();
}

module.exports = { install, knowInvocation };
