'use strict';
// The private line to offhook: JSON, one message a line, over a socket that blocks.
// Blocking reads and writes keep no handle in the event loop, so an idle loop means that the hook is done,
// and nothing that was said is lost when the process ends.

const { AsyncLocalStorage } = require('async_hooks');
const { readSync, writeSync } = require('fs');
const { parse, stringify } = JSON; // a hook may replace them later
const { keys, setPrototypeOf } = Object;

const hrtime = process.hrtime.bigint;
const doze = Atomics.wait.bind(Atomics, new Int32Array(new SharedArrayBuffer(4)), 0, 0);
const NAP_MS = 2;
const leave = process.reallyExit.bind(process);

let [source, sink] = ends(process.argv[2]);
let started = hrtime();
let nonce;
let unread = '';
const invocations = new AsyncLocalStorage(); // what goes on, to the number of the invocation that has begun it
const storedNumber = invocations.getStore.bind(invocations); // a hook may replace these later
let own; // the number that all has that nothing else is known of

/** The descriptors of `address`: a socket's number, or "stdio". */
function ends(address) {
  return address === 'stdio' ? [0, 1] : [Number(address), Number(address)];
}

/** What a worker thread must know to speak on this line. */
function handOver() {
  return { sink, started, nonce, own: invocation() };
}

/** In a worker thread: speak on the line of the process. */
function takeOver(line) {
  ({ sink, started, nonce, own } = line);
}

/** The number of the invocation that has begun what runs now; undefined where the process serves one only. */
const invocation = () => storedNumber() ?? own;

/** Run `work`, and all that it begins, as that of the invocation with this number. */
const runAs = invocations.run.bind(invocations);

/** From now on every message carries `secret`, which nothing that a hook writes does. */
function sign(secret) {
  nonce = secret;
}

/** Facts as they are: without a prototype, to which a hook may have given a `toJSON`. */
function bare(facts) {
  if (facts === null || typeof facts !== 'object') return facts;
  for (const key of keys(facts)) facts[key] = bare(facts[key]);
  return setPrototypeOf(facts, null);
}

/** Milliseconds since this process began, less those in `hear`. */
const now = () => Number(hrtime() - started) / 1e6;

/** Tell offhook that `event` happened, when, and in which invocation. */
function say(event, facts, of = invocation()) {
  const line = `\n${stringify(bare({ e: event, k: nonce, t: now(), of, ...facts }))}\n`;
  const bytes = Buffer.from(line);
  try {
    for (let sent = 0; sent < bytes.length;) {
      sent += persist(() => writeSync(sink, bytes, sent, bytes.length - sent));
    }
  } catch {
    leave(70); // offhook is gone, or the hook closed the socket: nobody is left to answer to
  }
}

/** A call that blocks, made again where a signal interrupts it, or where the descriptor was made not to block. */
function persist(call) {
  for (;;) {
    try {
      return call();
    } catch (error) {
      if (error.code === 'EAGAIN') doze(NAP_MS);
      else if (error.code !== 'EINTR') throw error; // libuv itself does not repeat a read: SIGUSR1 may come in the middle
    }
  }
}

function receive(chunk) {
  try {
    return persist(() => readSync(source, chunk, 0, chunk.length, null));
  } catch (error) {
    if (error.code === 'EOF') return 0; // how Windows says that a pipe has been closed
    throw error;
  }
}

/** Wait for the next message from offhook; leaves when offhook is gone. */
function hear() {
  const asked = hrtime();
  const parts = [unread];
  const chunk = Buffer.allocUnsafe(65536);
  while (!parts[parts.length - 1].includes('\n')) {
    const size = receive(chunk);
    if (size === 0) leave(0);
    parts.push(chunk.latin1Slice(0, size)); // offhook escapes all that is not ASCII
  }
  const rest = parts.pop();
  const end = rest.indexOf('\n');
  unread = rest.slice(end + 1);
  started += hrtime() - asked;
  return parse(parts.join('') + rest.slice(0, end));
}

/** As much of a text as is said. Where that is not all it ends with a mark, behind which half a secret may not stay. */
const cut = (text, most) => (text.length > most ? `${text.slice(0, most)}…` : text);

module.exports = { cut, handOver, hear, invocation, leave, now, runAs, say, sign, takeOver };
