// kind: unhandled_rejection
// message: nobody listens
module.exports = (recipient, text, context, cb) => {
  Promise.reject(new Error('nobody listens')).then(() => cb()); // here
};
