// kind: success
// The returned promise is rejected, but not without a handler: the platform ignores it and waits.
module.exports = (recipient, text, context, cb) => {
  const sending = Promise.reject(new Error('refused'));
  sending.catch((error) => setTimeout(cb, 5, null, { handled: error.message }));
  return sending;
};
