// kind: success
module.exports = async (recipient, text, context, cb) => {
  process.on('unhandledRejection', (error) => cb(null, { caught: error.message }));
  throw new Error('mine');
};
