// kind: process_exit
// message: ended with status 70
module.exports = (recipient, text, context, cb) => {
  require('fs').closeSync(Number(process.argv[2]));
  cb(null, {});
};
