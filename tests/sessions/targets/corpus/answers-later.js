// kind: success
module.exports = (recipient, text, context, cb) => {
  setTimeout(() => cb(null, {}), 5);
};
