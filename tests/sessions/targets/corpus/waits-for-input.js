// kind: never_called
// message: Nothing was left to run
// Its standard input is empty, so there is nothing to wait for.
module.exports = (recipient, text, context, cb) => {
  process.stdin.on('data', () => cb());
};
