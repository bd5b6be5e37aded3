// kind: process_exit
// message: process.exit with status 3
module.exports = () => {
  process.exit(3); // here
};
