// kind: unhandled_rejection
// message: no connection
const connected = Promise.reject(new Error('no connection')); // here
module.exports = (recipient, text, context, cb) => setTimeout(cb, 50, connected);
