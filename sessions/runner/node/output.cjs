'use strict';
// Everything the hook prints, reported to offhook with its level and place instead of being printed.

const { format } = require('util');
const { callSite } = require('./describe.cjs');
const { cut, say } = require('./channel.cjs');

const MOST_CHARACTERS = 1 << 20;
const MOST_LINES = 10000; // of a million prints of one character each offhook took 300 MiB
const LEVELS = ['log', 'info', 'debug', 'warn', 'error'];
const nextTick = process.nextTick;

const opened = [];
let room = MOST_CHARACTERS;
let lines = 0;
let isCut = false;

/** Tell one print. `write` makes its text, and is not asked once one was cut. */
function print(level, write) {
  if (isCut) return;
  const text = lines < MOST_LINES && room > 0 ? write() : null;
  lines += 1;
  if (text !== null) {
    const at = callSite();
    say('console', { level, text: cut(text, room), file: at && at.file, line: at && at.line });
    room -= text.length;
  }
  if (text !== null && room >= 0) return;
  isCut = true;
  say('console_cut');
}

function captureConsole() {
  for (const level of LEVELS) {
    console[level] = (...values) => print(level, () => format(...values));
  }
}

function captureStream(name) {
  const { get } = Object.getOwnPropertyDescriptor(process, name);
  let stream;
  const open = () => {
    stream = get.call(process);
    opened.push(stream);
    stream.write = (chunk, encoding, done) => {
      const text = () => (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
      print(name, () => text().replace(/\n$/, ''));
      const callback = typeof encoding === 'function' ? encoding : done;
      if (typeof callback === 'function') nextTick(callback);
      return true;
    };
    return stream;
  };
  // Making the stream costs a millisecond: only for a hook that asks for it.
  Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => stream || open() });
}

/** From now on what is printed is reported. What goes past JavaScript is left in the process's pipes. */
function captureOutput() {
  captureConsole();
  captureStream('stdout');
  captureStream('stderr');
}

/** As much may be printed again as at the beginning. */
function renewOutput() {
  room = MOST_CHARACTERS;
  lines = 0;
  isCut = false;
}

/** How many pipes of the process are its own standard streams, which hold nothing up. */
const ownPipes = () => opened.filter(({ _handle: handle }) => handle && handle.constructor.name === 'Pipe').length;

module.exports = { captureOutput, ownPipes, renewOutput };
