'use strict';
// Which line of the hook made a call. A library often calls out in a later tick than the one it was called in. V8
// follows `await` back from there; what goes on by `then`, a timer or an event is followed back by a note of the stack
// in which each such thing was begun: 3 to 10 µs apiece, of which a call takes some ten, one of an AWS SDK 150.

const { createHook, executionAsyncResource } = require('async_hooks');
const { subscribe } = require('diagnostics_channel');
const { invocation } = require('./channel.cjs');
const { noteCallSite, readSite } = require('./describe.cjs');
const { replace } = require('./stand_in.cjs');

const MOST_NOTES = 2000; // of a hook that begins more, later calls have no line
const MOST_FRAMES = 200; // under one call AWS SDK 2 has a hundred
const LONGEST_NAME = 1000; // of a file: what is said of a connection has to fit the gateway

const notes = new WeakMap(); // each thing that was begun to the note of where
const requests = new WeakMap(); // each request that is still to be written to the note of where it was made
const upcoming = new WeakMap(); // each socket to the request of `fetch` that is about to be written
let left = MOST_NOTES;
let follow = () => {};

/**
 * Where this is called from, unread, and in which invocation; `below` is the function of ours that the hook or a library
 * has called.
 */
const noteOrigin = (below) => ({
  site: noteCallSite(below, MOST_FRAMES),
  before: notes.get(executionAsyncResource()),
  of: invocation(),
});

/**
 * The place in the hook author's own source that a note leads back to, or null. That something is awaited elsewhere than
 * where it was begun counts last. A stack that is cut off short of the hook leads nowhere: what was noted before it may
 * be of another line.
 */
function originOf(note) {
  let place = null;
  for (let at = note; at && !place; at = at.before) {
    at.read ||= readSite(at.site, MOST_FRAMES);
    place = at.read.called;
    if (at.read.isCut) break;
  }
  place ||= note.read.awaited;
  return place && place.file.length <= LONGEST_NAME ? place : null;
}

/** Note from now on what is begun; first go once through it, which takes half a millisecond the first time. */
function followWork() {
  originOf(noteOrigin(followWork));
  const hook = createHook({ init });
  function init(id, type, trigger, resource) {
    left -= 1;
    if (left < 0) hook.disable();
    else notes.set(resource, noteOrigin(init));
  }
  follow = () => {
    left = MOST_NOTES;
    hook.enable();
  };
  follow();
}

/** As much is noted again as at the beginning, if anything is. */
const followAgain = () => follow();

/** Note from now on where HTTP requests are made: one over a kept connection is made where no connection is. */
function noteRequests() {
  const noting = (original) =>
    function request(...given) {
      const note = noteOrigin(request);
      const made = Reflect.apply(original, this, given);
      requests.set(made, note);
      return made;
    };
  for (const object of [require('http'), require('https')]) replace(object, ['request', 'get'], noting);
  subscribe('undici:request:create', function created({ request }) {
    requests.set(request, noteOrigin(created));
  });
  subscribe('undici:client:sendHeaders', ({ request, socket }) => upcoming.set(socket, request));
}

/** The note of the request that is written to a socket next, once; undefined in the middle of one, and without HTTP. */
function takeRequest(socket) {
  const request = upcoming.get(socket) || socket._httpMessage;
  const note = request && requests.get(request);
  if (note) requests.delete(request);
  upcoming.delete(socket);
  return note;
}

module.exports = { followAgain, followWork, noteOrigin, noteRequests, originOf, takeRequest };
