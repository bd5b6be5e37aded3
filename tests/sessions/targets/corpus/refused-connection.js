// kind: callback_error
// message: connect ECONNREFUSED 127.0.0.1:1
// network: live
// Node tells of a refused connection without a frame of the hook in the stack.
module.exports = (recipient, text, context, cb) => {
  require('http').get('http://127.0.0.1:1/', () => {}).on('error', (error) => {
    cb(error); // here
  });
};
