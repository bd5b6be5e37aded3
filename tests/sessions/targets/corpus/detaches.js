// kind: success
// warning: The hook had detached a process that still ran
// network: live
module.exports = (recipient, text, context, cb) => {
  require('child_process').spawn('sleep', ['60'], { detached: true, stdio: 'ignore' }).unref();
  cb(null, {});
};
