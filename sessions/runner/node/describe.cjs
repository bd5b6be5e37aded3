'use strict';
// Errors and responses as plain facts, for offhook to judge. Nothing here throws, whatever the hook made.

const path = require('path');
const { fileURLToPath } = require('url');
const { inspect, types } = require('util');
const { forTheHook, isOwnFault } = require('./blame.cjs');
const { cut } = require('./channel.cjs');
const { describeProvider } = require('./provider.cjs');
const { stringify } = JSON;

const LONGEST_TRACE = 30;
const MOST_FRAMES = 12;
const MOST_SITES = 25;
const MOST_PROPERTIES = 40;
const MOST_DROPPED = 20;
const LONGEST_STACK = 16384;
const LONGEST_PROPERTY = 4096;
const LARGEST_RESPONSE = 8 << 20;
const DEEPEST = 200;
const THROWN = 'Script generated an unhandled synchronous exception.';

const START = String.raw`((?:\/|[A-Za-z]:[\\/]|file:\/\/|node:).*):(\d+):(\d+)`;
const FRAMES = [new RegExp(String.raw`\(${START}\)$`), new RegExp(String.raw`^\s+at (?:async )?${START}$`)];
const SYNTAX_PLACE = /^((?:\/|[A-Za-z]:[\\/]).*):(\d+)\n/;

// Not by the flag --stack-trace-limit, with which Node compiles its own modules again (resource_limits.py).
Error.stackTraceLimit = LONGEST_TRACE;

const hook = { file: '', shift: 0 };

/** Columns in line 1 of `file` are shown less `shift`, the length of what was put in front of it. */
function knowHook(file, shift) {
  hook.file = file;
  hook.shift = shift;
}

const lines = new Map(); // of a text whose keywords are replaced, by its file: for each line that of the file

/** From now on `of` has the line in the file for each line of the text that was given in its place; null: the same. */
function knowLines(file, of) {
  if (of) lines.set(file, of);
}

const lineIn = (file, line) => lines.get(file)?.[line - 1] ?? line;

/** A line of a stack, with the lines of files in place of those of texts that were given. */
function inFiles(text) {
  for (const file of lines.keys()) {
    const at = text.lastIndexOf(`${file}:`) + file.length + 1;
    if (at > file.length) return text.slice(0, at) + text.slice(at).replace(/^\d+/, (line) => lineIn(file, Number(line)));
  }
  return text;
}

function frameOf(line) {
  for (const pattern of FRAMES) {
    const match = pattern.exec(line);
    if (!match) continue;
    const file = match[1].startsWith('file:') ? fileURLToPath(match[1]) : match[1];
    const frame = { file, line: Number(match[2]), column: Number(match[3]) };
    if (file === hook.file && frame.line === 1) frame.column -= hook.shift;
    frame.line = lineIn(file, frame.line);
    return frame;
  }
  return null;
}

const RUNNER = path.join(__dirname, 'runner.cjs');
const isOurs = (frame) => frame !== null && path.dirname(frame.file) === __dirname;
const isRunner = (frame) => frame !== null && frame.file === RUNNER;
const isRuntime = (frame) => frame.file.startsWith('node:') || frame.file.includes('<anonymous>');
const isOwn = (frame) => !isOurs(frame) && !isRuntime(frame) && !isDependency(frame);
const isDependency = (frame) => frame.file.includes(`${path.sep}node_modules${path.sep}`);

function framesOf(stack) {
  const frames = [];
  for (const line of stack.split('\n')) {
    const frame = frameOf(line);
    if (!frame || isOurs(frame) || isRuntime(frame)) continue;
    frames.push({ ...frame, own: !isDependency(frame) });
    if (frames.length === MOST_FRAMES) break;
  }
  return frames;
}

/** The stack without our frames, and without what called us. */
function tidy(stack) {
  const lines = stack.split('\n');
  const frames = lines.map(frameOf);
  const last = frames.findLastIndex(isRunner);
  const kept = lines.filter((_, index) => (last < 0 || index < last) && !isOurs(frames[index]));
  const inFirstLine = `${hook.file}:1:`;
  const tidied = kept.map((line) => {
    const at = hook.shift ? line.lastIndexOf(inFirstLine) : -1;
    return at < 0
      ? line
      : line.slice(0, at) + line.slice(at).replace(/:1:(\d+)/, (_, n) => `:1:${n - hook.shift}`);
  });
  return cut(tidied.map(inFiles).join('\n'), LONGEST_STACK);
}

/** The stack above `below`, unread, up to `most` frames: taking it costs some microseconds, reading it more. */
function noteCallSite(below, most = MOST_SITES) {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = most;
  const site = {};
  Error.captureStackTrace(site, below);
  Error.stackTraceLimit = stackTraceLimit;
  return site;
}

function stackOf(site) {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = undefined;
  const stack = String(site.stack);
  Error.prepareStackTrace = prepareStackTrace;
  return stack;
}

/** Where in the hook author's own source a noted stack comes from, or null. */
function callSiteOf(site) {
  return framesOf(stackOf(site)).find((frame) => frame.own) || null;
}

/** A noted stack, read: where it was called from, where that was awaited, and whether `most` frames may not be all. */
function readSite(site, most) {
  const lines = stackOf(site).split('\n').filter((text) => text.startsWith('    at '));
  const first = lines.findIndex((text) => text.startsWith('    at async '));
  const called = first < 0 ? lines : lines.slice(0, first);
  const ownOf = (texts) => {
    for (const text of texts) {
      const frame = frameOf(text);
      if (frame && isOwn(frame)) return frame;
    }
    return null;
  };
  const awaited = first < 0 ? null : ownOf(lines.slice(first));
  return { called: ownOf(called), awaited, isCut: called.length >= most };
}

/** Where in the hook author's own source this is called from, or null. */
const callSite = () => callSiteOf(noteCallSite(callSite));

function attempt(read, otherwise) {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

const show = (value, depth) =>
  cut(attempt(() => inspect(value, { depth, maxStringLength: 500 }), '(cannot be shown)'), LONGEST_PROPERTY);

/** What an error says, or what stands in its place. */
function messageOf(error) {
  const message = attempt(() => error.message, undefined);
  return typeof message === 'string' ? cut(message, LONGEST_PROPERTY) : show(error, 0);
}

/** What `JSON.stringify` would lose of `value` or refuse, by path; and whether it is nested too deep. */
function audit(value) {
  const found = { dropped: [], more: 0, problem: null, deep: false };
  const above = [];
  const drop = (at, what, becomes) => {
    if (found.dropped.length < MOST_DROPPED) found.dropped.push({ path: at, what, becomes });
    else found.more += 1;
  };
  (function walk(item, at, inArray) {
    const lost = inArray ? 'null' : 'nothing';
    if (item === undefined) return void drop(at, 'undefined', lost);
    if (typeof item === 'function') return void drop(at, 'a function', lost);
    if (typeof item === 'symbol') return void drop(at, 'a symbol', lost);
    if (typeof item === 'number' && !Number.isFinite(item)) return void drop(at, String(item), 'null');
    if (typeof item === 'bigint') return void (found.problem ||= { path: at, what: 'a BigInt' });
    if (item === null || typeof item !== 'object' || typeof item.toJSON === 'function') return;
    if (above.includes(item)) return void (found.problem ||= { path: at, what: 'a circular reference' });
    if (types.isPromise(item)) return void drop(at, 'a promise', '{}');
    if (types.isMap(item) || types.isSet(item)) return void drop(at, `a ${item.constructor.name}`, '{}');
    if (types.isNativeError(item)) drop(`${at}.message`, "an error's message", 'nothing');
    if (above.length === DEEPEST) return void (found.deep = true);
    above.push(item);
    for (const key of Object.keys(item)) walk(item[key], at + step(key, item), Array.isArray(item));
    above.pop();
  })(value, 'response', false);
  return found;
}

function step(key, parent) {
  if (Array.isArray(parent)) return `[${key}]`;
  return `.${/^[^\s.[\]"=]+$/.test(key) ? key : stringify(key)}`;
}

const WHOLE = [
  [(one) => 'config' in one && 'request' in one && 'data' in one, 'the whole answer of axios', 'its data'],
  [(one) => 'httpVersion' in one && 'socket' in one, "the whole answer of Node's http", 'what was read from it'],
  [(one) => 'requestUrl' in one && 'body' in one, 'the whole answer of got', 'its body'],
];

/** Which of a response, itself or a member, is all that a client answered; null where none is. */
function wholeAnswer(value) {
  const places = [['response', value], ...Object.keys(value).map((key) => [`response${step(key, value)}`, value[key]])];
  for (const [at, one] of places) {
    if (one === null || typeof one !== 'object') continue;
    const found = WHOLE.findLast(([fits]) => fits(one));
    if (found) return { path: at, what: found[1], becomes: found[2] };
  }
  return null;
}

/** The second argument of the callback: its JSON text, or why there is none. */
function describeResponse(value) {
  if (value === undefined) return { given: false, json: null };
  const facts = { given: true, json: null, size: 0 };
  const refuse = (reason) => {
    facts.problem = { path: 'response', what: `an object that throws: ${messageOf(reason)}` };
  };
  let found = null;
  try {
    found = audit(value);
  } catch (reason) {
    refuse(reason); // a getter threw; stringify has the last word
  }
  try {
    const json = stringify(value);
    delete facts.problem;
    if (json === undefined) return { given: false, json: null, dropped: found ? found.dropped : [] };
    facts.size = json.length;
    if (json.length <= LARGEST_RESPONSE) facts.json = json;
  } catch (reason) {
    if (found && found.problem) {
      facts.problem = found.problem;
      facts.whole = attempt(() => wholeAnswer(value), null);
    } else {
      refuse(reason);
    }
  }
  return found ? { ...facts, dropped: found.dropped, more: found.more, deep: found.deep } : facts;
}

/** What was thrown or given as an error. Anything but an Error becomes one, as on the platform. `escaped`: uncaught. */
function describeError(thrown, depth = 0, escaped = false) {
  if (!types.isNativeError(thrown) && !(thrown instanceof Error)) {
    const text = attempt(() => (thrown && thrown.message) || String(thrown) || 'Unknown error', 'Unknown error');
    const rest = thrown !== null && typeof thrown === 'object' ? properties(thrown, ['message']) : '{}';
    const message = attempt(() => String(text), '');
    const value = attempt(() => (audit(thrown).deep ? undefined : stringify(thrown)), undefined);
    return { is_error: false, name: 'Error', message, properties: rest, frames: [], value };
  }
  const read = (key) => attempt(() => thrown[key], undefined);
  const stack = String(read('stack') || '');
  const facts = {
    is_error: true,
    name: String(read('name') || 'Error'),
    message: attempt(() => String(read('message')), ''),
    code: ['string', 'number'].includes(typeof read('code')) ? read('code') : null,
    stack: tidy(stack),
    frames: framesOf(stack),
    ours: attempt(() => isOwnFault(thrown, stack.split('\n').map(frameOf).filter(Boolean), escaped), false),
    properties: properties(thrown, ['name', 'message', 'stack', 'cause', 'code', 'errors']),
    provider: describeProvider(thrown),
    ...ownAsJson(thrown, tidy(stack)),
  };
  if (Array.isArray(read('errors'))) facts.parts = read('errors').slice(0, 5).map(messageOf);
  if (read('cause') !== undefined && depth < 5) facts.cause = describeError(read('cause'), depth + 1);
  if (facts.cause && facts.cause.ours) facts.ours = true;
  return facts;
}

/** The own properties as the platform writes them over the wire; or why it cannot. */
function ownAsJson(error, stack) {
  try {
    const own = {};
    for (const key of Object.getOwnPropertyNames(error)) {
      own[key] = key === 'stack' && typeof error.stack === 'string' ? stack : error[key];
    }
    const text = stringify({ status: 'error', data: own });
    if (text.length <= LARGEST_RESPONSE && !audit(own).deep) return { wire: text };
    const { message } = error;
    return { wire: stringify({ status: 'error', data: { stack, message } }), wire_cut: true };
  } catch (reason) {
    return { wire_problem: attempt(() => String(reason.message), 'a property throws') };
  }
}

/** Reads an error given to cb as the platform does, so that what throws there throws here, into the hook. */
function readAsPlatform(error) {
  try {
    const read = error instanceof Error ? error : new Error(error.message || String(error) || 'Unknown error');
    for (const key of Object.getOwnPropertyNames(read)) void read[key];
  } catch (reason) {
    throw forTheHook(reason);
  }
}

/** The body of the host's HTTP 500 for what a hook throws, as JSON; null where the host ends over it. */
function hostBody(thrown) {
  return attempt(() => {
    const { name, message } = thrown;
    const details = thrown instanceof Error ? thrown.toString() : thrown;
    const stack = types.isNativeError(thrown) ? tidy(String(thrown.stack)) : undefined;
    const body = stringify({ code: 500, error: THROWN, details, name, message, stack });
    return body.length <= LARGEST_RESPONSE ? body : null;
  }, null);
}

/** `resolved`, `caught` for a rejection that somebody handles, or `pending`; the promise itself is not touched. */
function promiseState(promise) {
  const shown = show(promise, 0);
  if (shown.includes('<pending>')) return 'pending';
  return shown.includes('<rejected>') ? 'caught' : 'resolved';
}

function properties(object, except) {
  const shown = {};
  for (const key of attempt(() => Object.getOwnPropertyNames(object), []).slice(0, MOST_PROPERTIES)) {
    if (except.includes(key)) continue;
    const value = attempt(() => object[key], '(throws when read)');
    const json = attempt(() => (audit(value).deep ? undefined : stringify(value)), undefined);
    const plain = json !== undefined && json.length <= LONGEST_PROPERTY;
    Object.defineProperty(shown, key, { value: plain ? value : show(value, 2), enumerable: true });
  }
  return stringify(shown);
}

/** For a SyntaxError of a source file: where, from the head that Node puts before its stack. */
function syntaxPlace(error) {
  const stack = attempt(() => String(error.stack), '');
  const head = error instanceof SyntaxError && SYNTAX_PLACE.exec(stack);
  if (!head) return null;
  const place = { file: head[1], line: Number(head[2]), column: null, own: true };
  const caret = stack.split('\n')[2] || '';
  if (/^\s*\^+\s*$/.test(caret)) place.column = caret.indexOf('^') + 1;
  if (place.column && place.file === hook.file && place.line === 1) place.column -= hook.shift;
  place.line = lineIn(place.file, place.line);
  return place;
}

module.exports = {
  callSite,
  callSiteOf,
  describeError,
  describeResponse,
  hostBody,
  knowHook,
  knowLines,
  noteCallSite,
  promiseState,
  readAsPlatform,
  readSite,
  syntaxPlace,
};
