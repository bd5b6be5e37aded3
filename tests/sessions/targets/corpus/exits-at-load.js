// kind: process_exit
// message: process.exit with status 0
process.exit(); // here
