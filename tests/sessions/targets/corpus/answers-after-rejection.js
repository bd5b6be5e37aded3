// kind: rejected
// message: first
// warning: cb was called at answers-after-rejection.js:5, too late to count
module.exports = async (recipient, text, context, cb) => {
  setTimeout(() => cb(null, {}), 10);
  throw new Error('first'); // here
};
