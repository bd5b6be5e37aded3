// kind: success
module.exports = (recipient, text, context, cb) => {
  process.on('uncaughtException', (error) => cb(null, { caught: error.message }));
  setTimeout(() => { throw new Error('mine'); }, 1);
};
