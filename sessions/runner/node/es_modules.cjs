'use strict';
// ES modules in a CommonJS world: reported where the hook requires one, and where it is written as one itself.

const fs = require('fs');
const Module = require('module');
const path = require('path');
const vm = require('vm');
const { isModuleNamespaceObject } = require('util').types;
const { callSite } = require('./describe.cjs');
const { cut, say } = require('./channel.cjs');
const { replace } = require('./stand_in.cjs');

const REFUSED = ['ERR_REQUIRE_ESM', 'ERR_REQUIRE_ASYNC_MODULE'];
const DEPENDENCIES = `${path.sep}node_modules${path.sep}`;
const WRAPPER = ['(async (exports, require, module, __filename, __dirname) => {', '\n})'];
const LONGEST_LINE = 300;

const reported = new Set();

/** `@scope/name` or `name` of what is required, without a version; null for a file. */
function packageOf(request) {
  if (/^[./\\]|^[A-Za-z]:/.test(request)) return null;
  const name = request.split('/').slice(0, request.startsWith('@') ? 2 : 1).join('/');
  return name.replace(/(?<=.)@.*$/, '');
}

function versionOf(name, parent) {
  for (const folder of parent.paths || []) {
    try {
      return String(JSON.parse(fs.readFileSync(path.join(folder, name, 'package.json'), 'utf8')).version);
    } catch {
      continue; // it is not in this folder
    }
  }
  return null;
}

/** The text of a line of the hook's source, which shows by what name it calls a module. */
function textAt(place) {
  try {
    return cut(fs.readFileSync(place.file, 'utf8').split('\n')[place.line - 1], LONGEST_LINE);
  } catch {
    return ''; // evaluated, or gone
  }
}

function report(request, parent, facts) {
  const name = packageOf(String(request));
  if (name === null || reported.has(name)) return;
  reported.add(name);
  const at = callSite();
  say('es_module', { name, version: versionOf(name, parent), ...facts, at, text: at ? textAt(at) : '' });
}

/** From now on report each package that the hook's own code requires and that is an ES module. */
function watchRequires() {
  replace(Module.prototype, ['require'], (original) =>
    function require(request) {
      const isOwn = this.filename && !this.filename.includes(DEPENDENCIES);
      try {
        const found = Reflect.apply(original, this, [request]);
        if (isOwn && isModuleNamespaceObject(found)) report(request, this, { refused: false, main: 'default' in found });
        return found;
      } catch (error) {
        if (isOwn && error && REFUSED.includes(error.code)) report(request, this, { refused: true, main: false });
        throw error;
      }
    });
}

/** Whether a source that does not parse would, if its top level could await as that of an ES module. */
function awaitsAtTop(source) {
  try {
    void new vm.Script(WRAPPER.join(source));
    return true;
  } catch {
    return false;
  }
}

module.exports = { awaitsAtTop, watchRequires };
