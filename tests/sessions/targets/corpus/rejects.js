// kind: rejected
// message: no such provider
module.exports = async (recipient, text, context, cb) => {
  await null;
  throw new Error('no such provider'); // here
};
