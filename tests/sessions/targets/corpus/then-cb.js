// kind: callback_error
// message: [object Object]
// warning: keeps only the message
// A common slip: the provider's answer goes where cb takes an error.
module.exports = (recipient, text, context, cb) => {
  Promise.resolve({ sid: 'SM5', status: 'queued' }).then(cb);
};
