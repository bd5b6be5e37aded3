'use strict';
// Names stay at home: each is given an address that no network has, by which it is found again when it is connected to.

const dns = require('dns');
const net = require('net');
const { forTheHook } = require('./blame.cjs');
const { replace } = require('./stand_in.cjs');

const TTL = 300;
const LOOPBACK = { 4: '127.0.0.1', 6: '::1' };
const WITHOUT_DATA = ['Caa', 'Cname', 'Mx', 'Naptr', 'Ns', 'Ptr', 'Soa', 'Srv', 'Tlsa', 'Txt'];
const NOT_FOUND = -3008; // what libuv numbers it
const nextTick = process.nextTick;

const numbers = new Map(); // each name that was asked for to its number
const names = new Map(); // each address given to its name

const normal = (host) => host.toLowerCase().replace(/\.$/, '');
const isLoopback = (name) => name === 'localhost' || name.endsWith('.localhost');

/** `.invalid` is reserved for names that never resolve (RFC 6761), so they do not here. */
const isNowhere = (host) => /(^|\.)invalid$/.test(normal(host));

/** The address of a host and its family, 4 or 6: its own, or one reserved for benchmarks (RFC 2544, RFC 5180). */
function addressOf(host, family = 4) {
  if (net.isIP(host)) return [host, net.isIP(host)];
  const name = normal(host);
  if (isLoopback(name)) return [LOOPBACK[family], family];
  if (!numbers.has(name)) numbers.set(name, numbers.size + 1);
  const number = numbers.get(name);
  const address = family === 6 ? `2001:2::${number.toString(16)}` : `198.18.${number >> 8}.${number & 255}`;
  names.set(address, host);
  return [address, family];
}

/** The name behind an address that was given here; any other host as it is. */
const hostOf = (host) => names.get(host) ?? host;

function failed(syscall, code, host) {
  return forTheHook(Object.assign(new Error(`${syscall} ${code} ${host}`), { code, syscall, hostname: host }));
}

/** The error of a name that there is not. */
const notFound = (host) => Object.assign(failed('getaddrinfo', 'ENOTFOUND', host), { errno: NOT_FOUND });

function lookedUp(host, options) {
  const { all = false, family = 0 } = options !== null && typeof options === 'object' ? options : { family: options };
  if (isNowhere(host)) throw notFound(host);
  const [address, found] = addressOf(host, family === 6 || family === 'IPv6' ? 6 : 4);
  return all ? [{ address, family: found }] : { address, family: found };
}

const resolving = (family) => (host, options) => {
  if (isNowhere(host)) throw failed(family === 6 ? 'queryAaaa' : 'queryA', 'ENOTFOUND', host);
  const [address] = addressOf(host, family);
  return [options && options.ttl ? { address, ttl: TTL } : address];
};

const resolvers = {
  resolve4: resolving(4),
  resolve6: resolving(6),
  resolveAny: (host) => [{ ...resolving(4)(host, { ttl: true })[0], type: 'A' }],
  reverse: (address) => {
    if (!names.has(address)) throw failed('getHostByAddr', 'ENOTFOUND', address);
    return [names.get(address)];
  },
};
for (const type of WITHOUT_DATA) {
  resolvers[`resolve${type}`] = (host) => {
    throw failed(`query${type}`, 'ENODATA', host);
  };
}
const TYPES = { A: 'resolve4', AAAA: 'resolve6' };
const resolverFor = (type) => TYPES[type] || `resolve${type.slice(0, 1)}${type.slice(1).toLowerCase()}`;
resolvers.resolve = (host, type = 'A') => resolvers[resolverFor(type)](host);

/** Whether the type of record, where one is named, is one that there is. */
const isTyped = ([type]) => typeof type !== 'string' || resolverFor(type) in resolvers;

/** As the original takes it, by callback; what Node itself would refuse, it is left to refuse. */
const byCallback = (answer) => (original) =>
  function (host, ...rest) {
    const callback = rest.pop();
    if (typeof host !== 'string' || typeof callback !== 'function' || !isTyped(rest)) {
      return Reflect.apply(original, this, [host, ...rest, callback]);
    }
    let answered;
    try {
      answered = [null, answer(host, ...rest)];
    } catch (error) {
      answered = [error];
    }
    nextTick(callback, ...answered);
    return {};
  };

const byPromise = (answer) => (original) =>
  async function (host, ...rest) {
    if (typeof host !== 'string' || !isTyped(rest)) return Reflect.apply(original, this, [host, ...rest]);
    return answer(host, ...rest);
  };

/** Whether Node can say by itself what this is the address of: an address, or nothing. */
const isPlain = (host) => typeof host !== 'string' || !host || net.isIP(host) !== 0;

const lookup = (original) =>
  function (host, ...rest) {
    const callback = rest.at(-1);
    if (isPlain(host) || typeof callback !== 'function') return Reflect.apply(original, this, [host, ...rest]);
    try {
      const found = lookedUp(host, rest.length > 1 ? rest[0] : 0);
      if (Array.isArray(found)) nextTick(callback, null, found);
      else nextTick(callback, null, found.address, found.family);
    } catch (error) {
      nextTick(callback, error);
    }
    return {};
  };

const lookupByPromise = (original) =>
  async function (host, options = 0) {
    return isPlain(host) ? Reflect.apply(original, this, [host, options]) : lookedUp(host, options);
  };

const named = (address) => hostOf(address);
const lookupService = () => (address, port, callback) => nextTick(callback, null, named(address), String(port));
const lookupServiceByPromise = () => async (address, port) => ({ hostname: named(address), service: String(port) });

/** From now on no name is asked of anybody. */
function keepNamesHome() {
  replace(dns, ['lookup'], lookup);
  replace(dns, ['lookupService'], lookupService);
  replace(dns.promises, ['lookup'], lookupByPromise);
  replace(dns.promises, ['lookupService'], lookupServiceByPromise);
  for (const [name, answer] of Object.entries(resolvers)) {
    replace(dns, [name], byCallback(answer));
    replace(dns.Resolver.prototype, [name], byCallback(answer));
    replace(dns.promises, [name], byPromise(answer));
    replace(dns.promises.Resolver.prototype, [name], byPromise(answer));
  }
}

module.exports = { addressOf, hostOf, isNowhere, keepNamesHome, notFound };
