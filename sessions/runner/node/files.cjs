'use strict';
// How the hook's own file is read, and which files it read while it was being loaded: offhook drops a loaded hook when
// one of them has changed.

const fs = require('fs');
const Module = require('module');
const path = require('path');
const { fileURLToPath } = require('url');
const { forTheHook } = require('./blame.cjs');

const { closeSync, constants, fstatSync, openSync, readFileSync } = fs; // a hook may replace them later

const given = new Map(); // texts that stand in the place of files: their keywords are replaced
const READERS = { openSync: (flags) => isForReading(flags), readFileSync: () => true };

/** The text of a file. What has come into its place since offhook looked, such as a pipe, is not waited for. */
function readRegular(file) {
  const opened = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!fstatSync(opened).isFile()) throw forTheHook(new Error(`${file} is no regular file any more`));
    return readFileSync(opened, 'utf8');
  } finally {
    closeSync(opened);
  }
}

/** From now on this text is what a file of code has, whatever lies on disk. */
function giveText(file, text) {
  given.set(file, text);
}

/** The text of a file of code: what it was given, else what lies on disk. */
const codeOf = (file) => given.get(file) ?? readRegular(file);

/** How many bytes of code that is. */
const sizeOf = (file) => (given.has(file) ? Buffer.byteLength(given.get(file)) : fs.statSync(file).size);

/** Note what is read from now on, until the function that this gives back is called, which returns all of it. */
function noteReads(hook) {
  const read = new Set([hook, manifestOf(path.dirname(hook))]);
  const put = Object.keys(READERS).map((name) => [name, fs[name], noting(fs[name], READERS[name], read)]);
  for (const [name, , replacement] of put) fs[name] = replacement;
  return function filesRead() {
    for (const [name, original, replacement] of put) {
      if (fs[name] === replacement) fs[name] = original; // the hook may have put its own there
    }
    return [...read, ...Object.keys(Module._cache).filter((file) => !read.has(file) && !isOurs(file))];
  };
}

function noting(reader, isRead, read) {
  return function (file, ...options) {
    const name = file instanceof URL ? fileURLToPath(file) : file;
    if (typeof name === 'string' && isRead(options[0])) read.add(path.resolve(name));
    return Reflect.apply(reader, this, [file, ...options]);
  };
}

function isForReading(flags) {
  if (typeof flags === 'number') return (flags & 3) === fs.constants.O_RDONLY;
  return flags === undefined || flags === null || /^s?r[^+]*$/.test(flags);
}

const isOurs = (file) => path.dirname(file) === __dirname;

/** The package.json that applies to a folder; where there is none, the one that could come to be there. */
function manifestOf(folder) {
  for (let at = folder; ; at = path.dirname(at)) {
    const manifest = path.join(at, 'package.json');
    if (fs.existsSync(manifest)) return manifest;
    if (at === path.dirname(at)) return path.join(folder, 'package.json');
  }
}

module.exports = { codeOf, giveText, noteReads, sizeOf };
