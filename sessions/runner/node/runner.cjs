'use strict';
// Runs one JavaScript hook in a process of its own, once or as the platform keeps it: `node runner.cjs CHANNEL`.
// It says what happens (sessions/runner/events.py lists the events) and judges nothing.

const fs = require('fs');
const Module = require('module');
const path = require('path');
const { isPromise } = require('util').types;
const { findActions, isAsync, isFirstVersion, makeApi } = require('./action.cjs');
const { hear, invocation, leave, say, sign } = require('./channel.cjs');
const { waitForDebugger } = require('./debugger.cjs');
const { awaitsAtTop, watchRequires } = require('./es_modules.cjs');
const { codeOf, giveText, noteReads, sizeOf } = require('./files.cjs');
const { callSite, describeError, describeResponse, hostBody, knowHook, knowLines, promiseState, readAsPlatform, syntaxPlace } =
  require('./describe.cjs');
const { answered, later, serve, underWay } = require('./instance.cjs');
const { extendRequire, knowKind, versionOf } = require('./modules.cjs');
const { ownerOf } = require('./origin.cjs');
const { openCalls, openResources, openTimers, watchTimers } = require('./open_resources.cjs');
const { captureOutput, renewOutput } = require('./output.cjs');
const { Storage } = require('./storage.cjs');

const { setImmediate } = globalThis; // the hook's are watched
const observe = Promise.prototype.then;
const awaited = Promise.resolve.bind(Promise);
const OURS = ['Immediate']; // the look at what is left
const ANSWERED = ' answered'; // a connection on which nothing is waited for any more
const MOST_ANSWERS = 20;
const MOST_NAMES = 20;
const MOST_SWALLOWED = 5;
const LINGER_MS = 120; // well within the time that offhook lingers

let swallowed = 0;
let returnedByHook; // a promise, which the platform ignores until nobody handles its rejection

// The platform puts these before the hook's text. On line 1 they move no line, and like there they keep a
// "use strict" at the top from being a directive.
const PRELUDE =
  'class ExtensibilityUserError extends Error { constructor(message) { super(message); ' +
  'this.name = this.constructor.name; } } ' +
  'class SendPhoneMessageError extends ExtensibilityUserError { constructor(message, friendlyMessage) { ' +
  'super(message); this.friendlyMessage = friendlyMessage || message; } } ';

const sourceOf = (file) => codeOf(file).replace(/^\uFEFF/, '').replace(/^#!.*/, '');

/** Whether a text is an Action's, which finds no class in scope and may declare one of that name. */
const isAction = (source, names) => names.some((name) => source.includes(name));

/** The hook's export; `names` are those of an Action's. Always CommonJS, whatever package.json or the suffix says. */
function load(file, names, inspect) {
  const source = sourceOf(file);
  const prelude = (isAction(source, names) ? '' : PRELUDE) + (inspect ? 'debugger; ' : '');
  knowHook(file, prelude.length);
  const hook = new Module(file);
  hook.filename = file;
  hook.paths = Module._nodeModulePaths(path.dirname(file));
  Module._cache[file] = hook;
  const returned = hook._compile(prelude + source, file, 'commonjs');
  hook.loaded = true;
  return returned || hook.exports;
}

/** For an error that says so: which module is missing, and what the nearest package.json says of it. */
function missingModule(error, folder) {
  if (!error || !['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(error.code)) return null;
  const match = /^Cannot find (?:module|package) '([^']+)'/.exec(String(error.message));
  if (!match) return null;
  const request = match[1];
  const isFile = /^(\.{1,2}($|[\\/])|[\\/]|[A-Za-z]:)/.test(request);
  const versioned = isFile ? null : versionOf(request);
  const parts = (versioned ? versioned.name : request).split('/');
  const name = isFile ? null : parts.slice(0, request.startsWith('@') ? 2 : 1).join('/');
  return { request, package: name, version: versioned && versioned.version, ...manifestFor(name, folder) };
}

function manifestFor(name, folder) {
  for (let at = folder; ; at = path.dirname(at)) {
    const manifest = path.join(at, 'package.json');
    if (fs.existsSync(manifest)) return { folder: at, manifest, declared: declares(manifest, name) };
    if (at === path.dirname(at)) return { folder, manifest: null, declared: false };
  }
}

function declares(manifest, name) {
  try {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(fs.readFileSync(manifest, 'utf8'));
    return name !== null && name in { ...dependencies, ...devDependencies, ...optionalDependencies };
  } catch {
    return false; // a package.json that cannot be read declares nothing
  }
}

function withMissing(error, folder, escaped = false) {
  return { error: describeError(error, 0, escaped), missing: missingModule(error, folder) };
}

/** What the hook's own handler is given counts only where nothing more comes of it. */
function tellOfSwallowed(error, folder) {
  swallowed += 1;
  if (swallowed <= MOST_SWALLOWED) say('swallowed', withMissing(error, folder));
}

function watchProcess(folder) {
  process.on('uncaughtException', (error) => {
    if (process.listenerCount('uncaughtException') > 1) return tellOfSwallowed(error, folder); // the hook handles it
    say('uncaught', { origin: 'exception', ...withMissing(error, folder, true) });
    leave(1);
  });
  process.on('unhandledRejection', (reason, promise) => {
    if (process.listenerCount('unhandledRejection') > 1) return tellOfSwallowed(reason, folder);
    if (promise === returnedByHook) {
      say('rejected', withMissing(reason, folder)); // a cb that comes too late can still be seen
      return;
    }
    say('uncaught', { origin: 'rejection', ...withMissing(reason, folder, true) });
    leave(1);
  });
  const exit = process.exit;
  process.exit = (code) => {
    say('exiting', { code: Number(code ?? process.exitCode ?? 0), at: callSite() });
    exit.call(process, code);
  };
  const listening = process.listenerCount('exit');
  process.once('beforeExit', () => {
    if (returnedByHook) say(promiseState(returnedByHook), {}, underWay());
    const more = process.listenerCount('beforeExit') + process.listenerCount('exit') - listening;
    say('idle', { last: more === 0 }, underWay());
  });
}

/** What keeps the event loop turning, beyond what did so in `before`. */
function openHandles(before) {
  const handles = openResources();
  for (const known of before) {
    const at = handles.indexOf(known);
    if (at >= 0) handles.splice(at, 1);
  }
  return handles;
}

function makeCallback() {
  const before = openResources();
  const tellOfLingering = () => say('lingering', { handles: openHandles(before) });
  const of = invocation();
  let answers = 0;
  return function cb(error, ...[response]) {
    if (error) readAsPlatform(error);
    answers += 1;
    if (answers === 1) later(tellOfLingering, LINGER_MS, of);
    if (answers > MOST_ANSWERS) return;
    const outcome = error
      ? { error: describeError(error) }
      : { falsy: error === undefined || error === null ? null : String(error), response: describeResponse(response) };
    say('answer', { how: 'cb', at: callSite(), ...outcome }, of);
    answered(of);
  };
}

/** The platform gives the hook the request itself in `context.webtask`, whose body holds the context again. */
function argumentsFor({ payload, webtask }) {
  const body = payload !== null && typeof payload === 'object' ? payload : {};
  const { recipient, text, context } = body;
  if (context !== null && typeof context === 'object') {
    context.webtask = { ...webtask, storage: new Storage(), body: payload };
  }
  return [recipient, text, context, makeCallback()];
}

function watchClock(milliseconds) {
  const before = openResources();
  later(() => say('overdue', { busy: false, handles: openHandles(before), calls: openCalls() }), milliseconds);
}

function call(hook, message, folder) {
  const values = argumentsFor(message);
  watchClock(message.timeout_ms);
  say('called');
  let returned;
  try {
    returned = Reflect.apply(hook, undefined, values);
  } catch (error) {
    const body = hostBody(error);
    say('threw', { ...withMissing(error, folder), body });
    if (body !== null) answered();
    return;
  }
  // Never by its `then`: that may set off work, and it handles a rejection, neither of which the platform does.
  if (!isPromise(returned)) {
    say('returned', { value: returned !== undefined });
    return;
  }
  say('promised');
  returnedByHook = returned;
}

/** The platform awaits what an Action returns, and takes its fulfillment for success. */
function callAction(action, values, timeout, folder) {
  const before = openResources();
  const tellOfLeft = () => {
    const handles = openHandles(before).filter((handle) => !OURS.includes(handle) && !handle.endsWith(ANSWERED));
    if (handles.length) say('left', { handles, timers: openTimers() });
  };
  watchClock(timeout);
  say('called');
  let returned;
  try {
    returned = Reflect.apply(action, undefined, values);
  } catch (error) {
    say('threw', withMissing(error, folder));
    return;
  }
  observe.call(
    awaited(returned),
    () => {
      say('completed');
      answered();
      setImmediate(tellOfLeft);
    },
    (error) => {
      say('rejected', withMissing(error, folder));
      answered();
    },
  );
}

/** What the exports say the file is, once it is loaded; null where they are of no use. */
function describeExports(exported, actions, file, trigger) {
  if (isFirstVersion(exported, trigger)) return { kind: 'action', v1: true };
  if (typeof exported === 'function') return { kind: trigger ? null : 'hook' };
  if (!actions.length) return { kind: null };
  return { kind: 'action', action: actions[0], others: actions.slice(1), size: sizeOf(file) };
}

/** Go once through what an answer needs, so that it is compiled before the hook is called. */
function rehearse() {
  argumentsFor({ payload: { context: {} }, webtask: {} });
  openHandles(openResources());
  callSite();
  describeResponse({ MessageID: '' });
}

function found(exported) {
  if (exported === null || exported === undefined) return { what: String(exported), names: [] };
  if (typeof exported !== 'object') return { what: `a ${typeof exported}`, names: [] };
  const names = Object.keys(exported).slice(0, MOST_NAMES);
  return { what: names.length ? 'an object' : 'an empty object', names };
}

// By one of these a file gets at a module, or at what calls out without one; one that has none of them, not even in a
// comment, is whole by itself. What hides it has its connections refused: the sockets are captured in either case.
const GETS_AT_MODULES = /require|import|fetch|process|global|Socket|EventSource|eval|Function|constructor|arguments|\\[ux]/;
const NOT_ITS_EXPORTS = /\b(?:module|this)\b(?!\.exports\b)/;

function mayCallOut({ file, text, inspect }) {
  if (inspect) return true; // whoever debugs it calls what they like
  try {
    const source = text ?? codeOf(file);
    return GETS_AT_MODULES.test(source) || NOT_ITS_EXPORTS.test(source);
  } catch {
    return true; // there is no such file: whoever loads it says so
  }
}

/** What the hook sends out comes to offhook; these modules cost some milliseconds, and a live hook none. */
function captureCalls(task) {
  require('./capture.cjs').install(task.capture, mayCallOut(task));
}

function main() {
  say('ready', { version: process.versions.node });
  const task = hear();
  sign(task.nonce);
  captureOutput();
  watchTimers();
  if (task.capture) captureCalls(task);
  const folder = path.dirname(task.file);
  if (task.inspect) waitForDebugger();
  watchProcess(folder);
  if (typeof task.text === 'string') {
    giveText(task.file, task.text);
    knowLines(task.file, task.lines);
  }
  const filesRead = noteReads(task.file);
  extendRequire(task.modules || {});
  watchRequires();
  const actionNames = Object.values(task.triggers); // what fails within `try` is the hook's
  let exported;
  try {
    exported = load(task.file, actionNames, task.inspect);
  } catch (error) {
    const syntax = syntaxPlace(error);
    const as_module = syntax !== null && awaitsAtTop(sourceOf(syntax.file));
    say('load_failed', { ...withMissing(error, folder), syntax, as_module });
    leave(1);
  }
  const actions = findActions(exported, task.triggers);
  const what = describeExports(exported, actions, task.file, task.trigger);
  const refused = knowKind(what.kind);
  if (refused) {
    say('load_failed', { ...withMissing(refused, folder), syntax: null, kind: what.kind });
    leave(1);
  }
  say('loaded', { ...what, files: filesRead() });
  if (task.ahead) rehearse();
  if (task.capture) require('./call_origins.cjs').followWork();
  if (typeof exported === 'function') refuseForeign(exported, exported, task.file, ['module.exports']);
  if (what.kind === null) refuse(exported, {});
  const loaded = { exported, what, task, folder };
  serve((message) => callLoaded(loaded, message), { isWarm: task.instance === 'warm', renew });
}

/** Call what has been loaded as a message says. */
function callLoaded({ exported, what, task, folder }, message) {
  const { event, context, dialect, timeout_ms: timeout } = message;
  if (what.v1) return callAction(exported, [event, context], timeout, folder);
  if (what.kind === 'hook') return call(exported, message, folder);
  const name = task.triggers[dialect];
  const handler = exported[name];
  if (typeof handler === 'function') refuseForeign(exported, handler, task.file, [`exports.${name}`]);
  if (isAsync(handler)) return callAction(handler, [event, makeApi(dialect)], timeout, folder);
  return refuse(exported, typeof handler === 'function' ? { plain: name } : { wanted: name });
}

/** Another invocation begins, which may use as much as the first one. */
function renew({ number, token }) {
  swallowed = 0;
  returnedByHook = undefined;
  renewOutput();
  if (!token) return;
  require('./capture.cjs').knowInvocation(number, token);
  require('./call_origins.cjs').followAgain();
}

/** As the platform refuses what it cannot call; see "Actions" of PLATFORM.md. */
function refuse(exported, why) {
  say('bad_export', { ...found(exported), ...why });
  leave(1);
}

/** A handler is the user's own code. `names` are what it is called in the file. */
function refuseForeign(exported, handler, file, names) {
  const owner = ownerOf(handler, file);
  if (owner) refuse(exported, { owner, names });
}

/** An error of the runner itself, before there is a handler that sets it apart from one of the hook's. */
function run() {
  try {
    main();
  } catch (error) {
    const facts = describeError(error, 0, true);
    if (!facts.ours) throw error;
    say('fault', { error: facts });
    leave(1);
  }
}

run();
