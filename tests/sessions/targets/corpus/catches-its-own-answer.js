// kind: success
// warning: cb was called again at catches-its-own-answer.js:9
module.exports = (recipient, text, context, cb) => {
  Promise.resolve({})
    .then((answer) => {
      cb(null, answer);
      log(answer.sid); // eslint-disable-line no-undef
    })
    .catch((error) => cb(error));
};
