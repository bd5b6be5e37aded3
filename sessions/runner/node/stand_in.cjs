'use strict';
// A function of ours in the place of one of Node's.

const { defineProperty, getOwnPropertyDescriptor, getOwnPropertySymbols } = Object;

/** `ours`, by the name of `original` and with what `util.promisify` reads of it. */
function standIn(original, ours) {
  for (const key of ['name', 'length', ...getOwnPropertySymbols(original)]) {
    defineProperty(ours, key, getOwnPropertyDescriptor(original, key));
  }
  return ours;
}

/** Put `make(original)` in the place of each of these functions that `object` has. */
function replace(object, names, make) {
  for (const name of names) {
    if (typeof object[name] === 'function') object[name] = standIn(object[name], make(object[name], name));
  }
}

module.exports = { replace, standIn };
