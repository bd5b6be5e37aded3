'use strict';
// Actions: how one is found among a file's exports, and the api that its trigger gives it.
// The shapes, codes and limits are those of Auth0's "API Object" pages and "Actions Limitations".

const { forTheHook } = require('./blame.cjs');
const { callSite } = require('./describe.cjs');
const { cut, invocation, say } = require('./channel.cjs');

const { now } = Date;
const { byteLength } = Buffer;

const MOST_RECORDS = 20;
const LONGEST_KEY = 64;
const LONGEST_VALUE = 4 << 10;
const LARGEST_CACHE = 8 << 10;
const DEFAULT_LIFETIME = 15 * 60 * 1000;
const LONGEST_REASON = 1024;
const MOST_REPORTED = 20;

/** Among `triggers`, export names by dialect, those that this export has a function for; the first one is called. */
function findActions(exported, triggers) {
  if (exported === null || typeof exported !== 'object') return [];
  return Object.keys(triggers).filter((dialect) => typeof exported[triggers[dialect]] === 'function');
}

/** Whether the platform takes a function for a handler: it looks at its constructor's name. */
function isAsync(handler) {
  return typeof handler === 'function' && handler.constructor?.name === 'AsyncFunction';
}

/**
 * Whether an export is a send-phone-message Action of version 1, `async (event, context) =>`: the target says so, or it
 * is async, and declares one or two parameters, the first of them `event`. A hook has more, or no such name.
 */
function isFirstVersion(exported, trigger) {
  if (typeof exported !== 'function') return false;
  if (trigger) return trigger === 'send-phone-message';
  if (!isAsync(exported) || exported.length > 2) return false;
  return /^async\s*(?:function\b[^(]*)?\(?\s*event\b/.test(Function.prototype.toString.call(exported));
}

/** The `api` argument. Only a phone provider can drop a message, or have it tried again. */
function makeApi(dialect) {
  const api = { cache: makeCache() };
  if (dialect === 'phone-provider') api.notification = { drop: notifier('drop'), retry: notifier('retry') };
  return api;
}

function notifier(how) {
  const of = invocation(); // whose `api` it is, whoever calls it
  let count = 0;
  return function notify(reason) {
    count += 1;
    if (count > MOST_REPORTED) return;
    const text = reason === undefined || reason === null ? '' : String(reason);
    const facts = { reason: cut(text, LONGEST_REASON), cut: text.length > LONGEST_REASON, at: callSite() };
    say('notified', { how, ...facts }, of);
  };
}

/** A cache that lasts for this one call, which is all that the platform promises. */
function makeCache() {
  const records = new Map();
  const live = (key) => {
    const record = records.get(key);
    if (record && record.expires_at <= now()) records.delete(key);
    return records.get(key);
  };
  let refused = 0;
  const refuse = (code) => {
    refused += 1;
    if (refused <= MOST_REPORTED) say('cache_refused', { code, at: callSite() });
    return { type: 'error', code };
  };
  return {
    get(key) {
      const record = live(key);
      return record && { ...record };
    },
    set(key, value, options) {
      for (const [name, text] of Object.entries({ key, value })) {
        if (typeof text !== 'string') throw forTheHook(new TypeError(`api.cache.set: the ${name} must be a string`));
      }
      const record = { value, expires_at: expiry(options) };
      const code = problemOf(key, record, [...records.keys()].filter(live).map((other) => [other, records.get(other)]));
      if (code) return refuse(code);
      records.set(key, record);
      return { type: 'success', record: { ...record } };
    },
    delete(key) {
      if (!live(key)) return { type: 'error', code: 'CacheKeyDoesNotExist' };
      records.delete(key);
      return { type: 'success' };
    },
  };
}

/** When a record ends: the earlier of the two that may be given. */
function expiry(options) {
  const { ttl, expires_at: at } = options || {};
  const ends = [];
  if (ttl !== undefined) ends.push(Number.isFinite(ttl) && Number.isSafeInteger(now() + ttl) ? now() + ttl : NaN);
  if (at !== undefined) ends.push(Number.isFinite(at) ? at : NaN);
  return ends.length ? Math.min(...ends) : now() + DEFAULT_LIFETIME;
}

function problemOf(key, record, others) {
  const rest = others.filter(([other]) => other !== key);
  const size = [...rest, [key, record]].reduce((sum, [name, { value }]) => sum + byteLength(name) + byteLength(value), 0);
  if (byteLength(key) > LONGEST_KEY) return 'CacheKeySizeExceeded';
  if (byteLength(record.value) > LONGEST_VALUE) return 'CacheValueSizeExceeded';
  if (rest.length >= MOST_RECORDS || size > LARGEST_CACHE) return 'CacheSizeExceeded';
  if (Number.isNaN(record.expires_at)) return 'InvalidExpiry';
  return record.expires_at <= now() ? 'ItemAlreadyExpired' : null;
}

module.exports = { findActions, isAsync, isFirstVersion, makeApi };
