// kind: async_throw
// message: the socket closed
const { EventEmitter } = require('events');
module.exports = () => {
  const client = new EventEmitter();
  setImmediate(() => client.emit('error', new Error('the socket closed'))); // here
};
