'use strict';
// `context.webtask.storage` of old hooks: one value, and its version. It begins empty and lasts for this one call.

const { forTheHook } = require('./blame.cjs');

const { stringify } = JSON;

const UNREAD =
  'When calling storage.set without having called storage.get before, you must specify the .force option.';

function check(options, cb) {
  if (cb && typeof cb !== 'function') throw forTheHook(new Error('Callback must be a function.'));
  if (typeof options !== 'object') throw forTheHook(new Error('Options must be an object.'));
}

/** As webtask-runtime has it: what is set without a look at what is there must be forced. */
class Storage {
  #value;
  #version; // undefined: nobody has looked; null: nothing is there

  get(...given) {
    const [options, cb] = given[1] ? given : [{}, given[0]];
    if (typeof cb !== 'function') throw forTheHook(new Error('Callback must be a function.'));
    check(options);
    if (this.#value === undefined) this.#version = null;
    cb(null, this.#value);
  }

  set(data, ...given) {
    const [options, cb] = given[1] ? given : [{}, given[0]];
    check(options, cb);
    const isEmpty = data === undefined || data === null;
    if (!isEmpty && this.#version === undefined && !options.force) throw forTheHook(new Error(UNREAD));
    if (!isEmpty && options.etag !== undefined && options.etag !== (this.#version ?? null)) {
      const conflict = Object.assign(new Error('Item was modified since it was read.'), { conflict: this.#value });
      return cb && cb(forTheHook(conflict));
    }
    this.#value = isEmpty ? undefined : data;
    this.#version = isEmpty ? undefined : versionOf(data);
    return cb && cb();
  }
}

function versionOf(data) {
  return require('crypto').createHash('md5').update(stringify(data)).digest('base64');
}

module.exports = { Storage };
