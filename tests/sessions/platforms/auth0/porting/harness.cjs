'use strict';
// Calls hooks and their ports in one process, with the same payloads and the same turns of fortune, and prints what
// each did: `node harness.cjs < cases.json`.

const fs = require('fs');
const { EventEmitter } = require('events');

const { setImmediate } = globalThis;
const copy = (value) => JSON.parse(JSON.stringify(value));

let lost = []; // what nobody handled
process.on('unhandledRejection', (error) => lost.push(String(error && error.message)));
process.on('uncaughtException', (error) => lost.push(String(error && error.message)));

/** What a text may use: `bit` is the next turn of fortune; `P` promises, `N` calls back, `E` emits, later. */
function world(bits) {
  const waiting = [];
  const log = [];
  let turn = 0;
  const bit = () => bits[turn++ % bits.length];
  const later = (work) => waiting.push(work);
  const names = {
    bit,
    log: (value) => void log.push(value === undefined ? 'undefined' : JSON.stringify(value)),
    made: (value) => (log.push('made'), { id: value }),
    P: (name) => {
      log.push(`P${name}`);
      const good = bit();
      return new Promise((done, failed) => later(() => (good ? done({ id: name }) : failed(new Error(`p${name}`)))));
    },
    N: (name, callback) => {
      log.push(`N${name}`);
      const good = bit();
      later(() => (good ? callback(null, { id: name }) : callback(new Error(`n${name}`))));
    },
    E: () => {
      const emitter = new EventEmitter();
      emitter.start = () => {
        const good = bit();
        later(() => (good ? emitter.emit('done') : emitter.emit('error', new Error('emitted'))));
      };
      return emitter;
    },
    setTimeout: (work) => later(work),
  };
  return { log, names, waiting };
}

async function settle(waiting) {
  for (let quiet = 0; quiet < 3; quiet += 1) {
    await new Promise((done) => setImmediate(done));
    const work = waiting.shift();
    if (!work) continue;
    quiet = -1;
    try {
      work();
    } catch (error) {
      lost.push(String(error && error.message));
    }
  }
}

function load(text, names) {
  const module = { exports: {} };
  const made = new Function('module', 'exports', 'require', ...Object.keys(names), text);
  return made(module, module.exports, require, ...Object.values(names)) || module.exports;
}

async function runHook(text, { recipient, text: body, context, webtask }, bits) {
  const { log, names, waiting } = world(bits);
  const answers = [];
  const cb = (error) => answers.push(error ? String(typeof error === 'string' ? error : error.message) : null);
  let thrown;
  lost = [];
  try {
    const returned = load(text, names)(recipient, body, Object.assign(copy(context), { webtask: copy(webtask) }), cb);
    if (returned && returned.then) returned.then(undefined, () => {});
  } catch (error) {
    thrown = String(error.message);
  }
  if (thrown !== undefined) answers.push(thrown); // counts where nothing was answered before
  await settle(waiting);
  return { log, lost, answered: answers[0], ended: answers.length > 0, thrown: thrown !== undefined };
}

async function runAction(text, event, bits) {
  const { log, names, waiting } = world(bits);
  const action = Object.values(load(text, names))[0];
  if (action.constructor.name !== 'AsyncFunction') throw new Error('no AsyncFunction');
  const result = { log, answered: undefined, ended: false };
  lost = [];
  action(copy(event), { notification: { drop() {}, retry() {} } }).then(
    () => Object.assign(result, { answered: null, ended: true }),
    (error) => Object.assign(result, { answered: String(error && error.message), ended: true }),
  );
  await settle(waiting);
  return { ...result, lost };
}

async function main() {
  const { cases, worlds } = JSON.parse(fs.readFileSync(0, 'utf8'));
  const found = [];
  for (const { hook, action, dialect } of cases) {
    for (const { payload, events, bits } of worlds) {
      found.push([await runHook(hook, payload, bits), await runAction(action, events[dialect], bits)]);
    }
  }
  fs.writeFileSync(1, JSON.stringify(found));
}

main();
