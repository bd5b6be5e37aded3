// kind: async_throw
// message: too late to catch
module.exports = (recipient, text, context, cb) => {
  setTimeout(() => {
    throw new Error('too late to catch'); // here
  }, 1);
};
