// kind: sync_throw
// message: no status yet
class ProviderError extends Error {
  constructor(message) {
    super(message);
    Object.defineProperty(this, 'status', { get() { throw new Error('no status yet'); } }); // here
  }
}
module.exports = (recipient, text, context, cb) => cb(new ProviderError('refused'));
