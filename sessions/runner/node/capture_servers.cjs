'use strict';
// A hook's own servers, and its inspector, listen to this machine only: no namespace of its own keeps others out.

const { Server } = require('net');
const { replace } = require('./stand_in.cjs');

const LOOPBACK = { 4: '127.0.0.1', 6: '::1' };
const isLoopback = (address) => /^127\.|^::1$|^localhost$|^::ffff:127\./i.test(address);

/** The address to listen at in place of this one, of any family or of none. */
function atHome(address, family) {
  if (typeof address === 'string' && isLoopback(address)) return address;
  return LOOPBACK[family];
}

/** Node's last step before a server listens; a unix socket and a descriptor have no port. */
function keepServersHome() {
  replace(Server.prototype, ['_listen2'], (original) =>
    function listen(address, port, family, ...rest) {
      if (typeof port !== 'number' || port < 0) return Reflect.apply(original, this, [address, port, family, ...rest]);
      const version = family === 6 ? 6 : 4;
      return Reflect.apply(original, this, [atHome(address, version), port, version, ...rest]);
    });
}

/** `bind(port, address, …)`, `bind({ port, address }, …)` and `bind(…)` without an address. */
function keepDatagramsHome() {
  const { Socket } = require('dgram');
  replace(Socket.prototype, ['bind'], (original) =>
    function bind(...given) {
      const family = this.type === 'udp6' ? 6 : 4;
      const [first] = given;
      if (first !== null && typeof first === 'object') {
        const options = first.fd === undefined ? { ...first, address: atHome(first.address, family) } : first;
        return Reflect.apply(original, this, [options, ...given.slice(1)]);
      }
      const callback = given.find((value) => typeof value === 'function');
      const port = typeof first === 'function' ? undefined : first;
      return Reflect.apply(original, this, [port, atHome(given[1], family), ...(callback ? [callback] : [])]);
    });
}

function keepInspectorHome() {
  replace(require('inspector'), ['open'], (original) =>
    function open(port, host, ...rest) {
      return Reflect.apply(original, this, [port, atHome(host, 4), ...rest]);
    });
}

/** From now on nothing of this process is reached from another machine. */
function keepListenersHome() {
  keepServersHome();
  keepDatagramsHome();
  keepInspectorHome();
}

module.exports = { atHome, keepListenersHome };
