// kind: process_exit
// message: process.exit with status 2
module.exports = () => {
  setImmediate(() => process.exit(2)); // here
};
