// kind: missing_module
// message: There is no package 'twilio', required at missing-package.js:5.
// message: npm install twilio

const twilio = require('twilio/lib/rest'); // here
