'use strict';
// TLS ends here: a client that connects by TLS gets a plain socket to the gateway that looks like one with TLS on it.
// So no certificate has to be made, and none is checked.

const net = require('net');
const tls = require('tls');
const { http2Refusal } = require('./capture_refusals.cjs');
const { replace } = require('./stand_in.cjs');

const CIPHER = { name: 'TLS_AES_256_GCM_SHA384', standardName: 'TLS_AES_256_GCM_SHA384', version: 'TLSv1.3' };
const KEY = { type: 'ECDH', name: 'X25519', size: 253 };
const YEAR_MS = 365 * 24 * 3600 * 1000;
const nextTick = process.nextTick;

/** `Jan  1 00:00:00 2026 GMT`, as certificates are shown with. */
function certificateTime(milliseconds) {
  const [, day, month, year, time] = new Date(milliseconds).toUTCString().split(/,? /);
  return `${month} ${String(Number(day)).padStart(2)} ${time} ${year} GMT`;
}

function certificateFor(name) {
  const isAddress = net.isIP(name) !== 0;
  return {
    subject: { CN: name },
    issuer: { CN: name },
    subjectaltname: `${isAddress ? 'IP Address' : 'DNS'}:${name}`,
    valid_from: certificateTime(Date.now() - YEAR_MS),
    valid_to: certificateTime(Date.now() + YEAR_MS),
    fingerprint: '',
    fingerprint256: '',
    serialNumber: '01',
  };
}

/** What a TLSSocket asks of OpenSSL. */
const METHODS = {
  disableRenegotiation() {},
  enableTrace() {},
  exportKeyingMaterial: (length) => require('crypto').randomBytes(length),
  getCertificate: () => ({}),
  getCipher: () => ({ ...CIPHER }),
  getEphemeralKeyInfo: () => ({ ...KEY }),
  getFinished: () => undefined,
  getPeerCertificate() {
    return certificateFor(this.servername || 'localhost');
  },
  getPeerFinished: () => undefined,
  getPeerX509Certificate: () => undefined,
  getProtocol: () => 'TLSv1.3',
  getSession: () => undefined,
  getSharedSigalgs: () => [],
  getTLSTicket: () => undefined,
  getX509Certificate: () => undefined,
  isSessionReused: () => false,
  renegotiate: () => false,
  setKeyCert() {},
  setMaxSendFragment: () => true,
  setServername() {},
  setSession() {},
};

/** The prototype of such sockets: they are instances of TLSSocket, and stay plain underneath. */
const dressed = Object.create(tls.TLSSocket.prototype);
for (const [name, value] of Object.entries(METHODS)) {
  Object.defineProperty(dressed, name, { value, configurable: true, writable: true });
}

/** The protocols that a client offers, by name; `ALPNProtocols` may also be their encoding (RFC 7301). */
function offered(protocols) {
  if (Array.isArray(protocols)) return protocols.map(String);
  if (typeof protocols === 'string') return [protocols];
  const names = [];
  for (let at = 0; protocols && at < protocols.length; at += 1 + protocols[at]) {
    names.push(Buffer.from(protocols.subarray(at + 1, at + 1 + protocols[at])).toString('latin1'));
  }
  return names;
}

function isInsecure(options) {
  if ('rejectUnauthorized' in options) return options.rejectUnauthorized === false;
  return process.env.NODE_TLS_REJECT_UNAUTHORIZED === '0';
}

function dress(socket, { servername, host }, protocols) {
  Object.setPrototypeOf(socket, dressed);
  Object.assign(socket, {
    encrypted: true,
    authorized: false,
    authorizationError: null,
    alpnProtocol: null,
    servername: servername || (host && !net.isIP(host) ? host : false),
    secureConnecting: true,
  });
  const establish = () => {
    if (socket.destroyed) return;
    socket.secureConnecting = false;
    socket.authorized = true;
    socket.alpnProtocol = protocols.includes('http/1.1') ? 'http/1.1' : false;
    socket.emit('secure');
    socket.emit('secureConnect');
  };
  if (socket.connecting) socket.once('connect', () => nextTick(establish));
  else nextTick(establish);
  return socket;
}

/** The options and the callback of `tls.connect(options)`, `(port, options)` and `(port, host, options)`. */
function normalize(given) {
  const [options, callback] = net._normalizeArgs(given);
  const more = given.slice(1, 3).find((value) => value !== null && typeof value === 'object');
  return [{ ...options, ...more }, callback];
}

/** Put TLS on sockets that `redirect` of capture.cjs connects. */
function endTlsHere({ placeOf, places, redirect, addFacts }) {
  replace(tls, ['connect'], (connectForReal) =>
    function connect(...given) {
      const [options, callback] = normalize(given);
      const place = options.socket ? places.get(options.socket) : placeOf(options);
      if (!place) return Reflect.apply(connectForReal, this, given);
      const protocols = offered(options.ALPNProtocols);
      if (protocols.length && protocols.every((name) => name.startsWith('h2'))) throw http2Refusal(place, connect);
      const { allowHalfOpen, highWaterMark, onread, signal, socket: tunnel } = options;
      const socket = tunnel || new net.Socket({ allowHalfOpen, highWaterMark, onread, signal });
      if (callback) socket.once('secureConnect', callback);
      const secrecy = { tls: true, insecure: isInsecure(options), alpn: protocols };
      if (tunnel) {
        addFacts(tunnel, secrecy);
      } else {
        if (options.timeout) socket.setTimeout(options.timeout);
        redirect(socket, { ...place, ...secrecy });
      }
      return dress(socket, { servername: options.servername, host: options.host }, protocols);
    });
  // Node is started without its own list of authorities (target.py), and reads it here where a hook asks for it.
  replace(tls, ['getCACertificates'], (getForReal) =>
    function getCACertificates(type = 'default') {
      const found = getForReal(type);
      return type === 'default' && !found.length ? getForReal('bundled') : found;
    });
}

module.exports = { endTlsHere };
