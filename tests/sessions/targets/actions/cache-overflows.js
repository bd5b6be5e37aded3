// kind: success
// outcome: delivered
// warning: api.cache.set was refused with CacheValueSizeExceeded at cache-overflows.js:5
exports.onExecuteSendPhoneMessage = async (event, api) => {
  api.cache.set('token', 'x'.repeat(5000));
};
