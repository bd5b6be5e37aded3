// kind: missing_module
// message: There is no file './lib/send', required at missing-file.js:3
const send = require('./lib/send'); // here
