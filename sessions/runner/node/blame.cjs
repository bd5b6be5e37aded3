'use strict';
// Whose an error is. One of offhook's own code, or of its gateway, is never the hook's, wherever it comes up.

const path = require('path');

const meant = new WeakSet(); // errors that are made for the hook, as Node or the platform would make them
const gateway = { path: undefined, port: undefined };

/** Mark an error that our code throws because of what the hook has done. */
function forTheHook(error) {
  if (Object(error) === error) meant.add(error);
  return error;
}

/** From now on a connection that fails on its way to this address is offhook's failure. */
function knowGatewayOf({ path: unix, port }) {
  Object.assign(gateway, { path: unix, port });
}

const RUNNER = path.join(__dirname, 'runner.cjs');
const isOurs = ({ file }) => path.dirname(file) === __dirname;
const isNode = ({ file }) => file.startsWith('node:') || file.includes('<anonymous>');

function isOfGateway({ syscall, address, port }) {
  if (syscall !== 'connect') return false;
  return address === (gateway.path ?? '127.0.0.1') && (gateway.path !== undefined || port === gateway.port);
}

/**
 * Whether an error with these frames, innermost first, is offhook's own: thrown by our code itself. What Node throws for
 * a call that goes through us is the hook's, unless the error has `escaped`, and nobody's code but ours is in its stack.
 * The runner's own call of the hook fails where that is no plain function, and a full stack may end in any code.
 */
function isOwnFault(error, frames, escaped) {
  if (meant.has(error)) return false;
  if (isOfGateway(error)) return true;
  if (!frames.some(isOurs)) return false;
  if (frames.every((frame) => isOurs(frame) || isNode(frame)) && escaped) return true;
  return isOurs(frames[0]) && frames[0].file !== RUNNER && !(error instanceof RangeError);
}

module.exports = { forTheHook, isOwnFault, knowGatewayOf };
