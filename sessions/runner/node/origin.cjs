'use strict';
// Whose code a handler is: the user's own, or what Node or an installed package has ready-made. `offhook_origin.py` says
// the same of Python. What a library makes when the user's code asks it to, such as a wrapper, is the user's.

const Module = require('module');
const path = require('path');
const { codeOf } = require('./files.cjs');

const NATIVE = /^(?:async )?function [\w$]+\(\) \{ \[native code\] \}$/; // what is bound has no name there
const DEEP = { node: 2, packages: 3 }; // properties of properties; three from `module` on there are all modules
const MOST_LOOKED_AT = 100000;
const textOf = Function.prototype.toString;
const { getOwnPropertyDescriptors, values } = Object;

/** Whose a function is, in words; null for the user's own. `file` is the hook's. */
function ownerOf(handler, file) {
  const text = textOf.call(handler);
  if (isIn(file, text)) return null;
  if (NATIVE.test(text) || has(ofNode(), handler, DEEP.node)) return 'Node itself';
  const loaded = values(Module._cache).filter((one) => one.filename && path.dirname(one.filename) !== __dirname);
  const isInstalled = (one) => depth(one.filename) > depth(file);
  if (loaded.some((one) => !isInstalled(one) && isIn(one.filename, text))) return null;
  const exported = loaded.filter(isInstalled).map((one) => one.exports);
  return has(exported, handler, DEEP.packages) ? 'an installed package' : null;
}

/** In how many folders of packages a file lies: a hook may lie in one with all that is its own. */
const depth = (file) => file.split(path.sep).filter((part) => part === 'node_modules').length;

function isIn(file, text) {
  try {
    return codeOf(file).includes(text);
  } catch {
    return false; // it is gone, or was made up
  }
}

/** The modules of Node that are loaded. */
function ofNode() {
  const loaded = new Set(process.moduleLoadList.map((name) => name.replace(/^NativeModule /, '')));
  return Module.builtinModules.filter((name) => loaded.has(name)).map((name) => require(name));
}

/** Whether one of these is `wanted`, or has it as a property, or a property of that; nothing is called for it. */
function has(roots, wanted, deepest) {
  const seen = new Set();
  let level = roots;
  for (let deep = 0; deep <= deepest; deep += 1) {
    const next = [];
    for (const one of level) {
      if (one === wanted) return true;
      if (seen.has(one) || seen.size >= MOST_LOOKED_AT) continue;
      seen.add(one);
      for (const { value } of values(getOwnPropertyDescriptors(one))) if (Object(value) === value) next.push(value);
    }
    level = next;
  }
  return false;
}

module.exports = { ownerOf };
