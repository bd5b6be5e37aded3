// kind: process_exit
// message: ended with status 9
module.exports = () => process.reallyExit(9);
