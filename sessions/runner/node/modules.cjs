'use strict';
// What `require` takes on the platform and not in Node: in a hook a version behind a package's name, as webtask's
// verquire had it, and in an Action `actions:NAME`, a module of the tenant's Actions. Which of the two a file is,
// its exports say once it is loaded: what it may not ask for is kept until then.

const fs = require('fs');
const Module = require('module');
const path = require('path');
const { forTheHook } = require('./blame.cjs');
const { callSite, knowLines } = require('./describe.cjs');
const { codeOf, giveText } = require('./files.cjs');
const { say } = require('./channel.cjs');

const VERSIONED = /^((?:@[^/@:]+\/)?[^./@:][^/@:]*)@([^/:]+)(\/.*)?$/;
const MODULE = /^actions:([\w-][\w.-]*)$/;

const resolve = Module._resolveFilename;
const modules = new Set(); // the files of Action modules, whose own `require` knows no other one
const asked = { hook: [], action: [] }; // what each kind of file may not ask for, as the error that it gets
let kind = null;
let task = {};

/**
 * Let `require` take both. `folder` has the Action modules, `secrets` is what they are given. Or `named` has each by its
 * name, as the folder of a tenant has it: its `file`, and the `text` that is run in its place.
 */
function extendRequire(given) {
  task = given;
  if (task.named) loadNamed(Object.values(task.named));
  Module._resolveFilename = function (request, parent, ...more) {
    const name = typeof request === 'string' ? request : '';
    const find = (what) => Reflect.apply(resolve, this, [what, parent, ...more]);
    if (name.startsWith('actions:')) return resolveModule(name, parent, find);
    return VERSIONED.test(name) ? resolveVersioned(name, find) : find(request);
  };
}

/** The name and the version in a request such as `axios@0.22.0` or `lodash@4.17.10/fp`; null where it has none. */
function versionOf(request) {
  const match = VERSIONED.exec(request);
  return match && { name: match[1], version: match[2], rest: match[3] || '' };
}

function resolveVersioned(request, find) {
  let missing;
  try {
    return find(request);
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    missing = forTheHook(error);
  }
  const { name, version, rest } = versionOf(request);
  let file;
  try {
    file = find(name + rest);
  } catch {
    throw missing;
  }
  refuseTo('action', missing);
  say('versioned', { request, name, asked: version, found: installedVersion(file), at: callSite() });
  return file;
}

function resolveModule(request, parent, find) {
  const name = MODULE.exec(request);
  const error = new Error(`Cannot find module '${request}'`);
  const missing = forTheHook(Object.assign(error, { code: 'MODULE_NOT_FOUND' }));
  const isModule = parent && modules.has(parent.filename);
  if (!name || isModule || (task.named ? !Object.hasOwn(task.named, name[1]) : !task.folder)) throw missing;
  let file;
  try {
    file = task.named ? task.named[name[1]].file : find(path.join(task.folder, name[1]));
  } catch (error) {
    throw error.code === 'MODULE_NOT_FOUND' ? missing : error;
  }
  refuseTo('hook', missing);
  modules.add(file);
  globalThis.actions ??= { secrets: { ...task.secrets } }; // read whenever a module is called
  return file;
}

/** Have these files run as the texts that stand for them. */
function loadNamed(named) {
  for (const { file, text, lines } of named) {
    giveText(file, text);
    knowLines(file, lines);
  }
  const load = Module._extensions['.js'];
  Module._extensions['.js'] = function (module, file) {
    const one = modules.has(file) && named.find((each) => each.file === file);
    if (!one) return Reflect.apply(load, this, [module, file]);
    return module._compile(codeOf(file).replace(/^\uFEFF/, ''), file, 'commonjs');
  };
}

function refuseTo(which, error) {
  if (kind === which) throw error;
  if (kind === null) asked[which].push(error);
}

/** From now on the file is known to be of this kind. What it has asked for already and may not have is an error. */
function knowKind(found) {
  kind = found;
  return (asked[found] || [])[0];
}

function installedVersion(file) {
  for (let at = path.dirname(file); at !== path.dirname(at); at = path.dirname(at)) {
    try {
      const { version } = JSON.parse(fs.readFileSync(path.join(at, 'package.json'), 'utf8'));
      if (typeof version === 'string') return version;
    } catch {
      // no package.json here: the package's own lies further up
    }
  }
  return null;
}

module.exports = { extendRequire, knowKind, versionOf };
