// kind: success
// A query builder runs its query when `then` is called, which the platform never does.
module.exports = (recipient, text, context, cb) => {
  setTimeout(() => cb(null, {}), 5);
  return { then() { cb(new Error('the query ran')); } };
};
