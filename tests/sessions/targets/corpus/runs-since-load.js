// kind: success
// What the file leaves running when it is loaded runs on while the hook is called.
let ready = false;
setTimeout(() => { ready = true; }, 5);
module.exports = (recipient, text, context, cb) => setTimeout(() => cb(null, { ready }), 30);
