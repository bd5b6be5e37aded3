// kind: callback_error
// message: honest
// What a hook writes to the channel itself is not heard, nor does it swallow what comes after it.
module.exports = (recipient, text, context, cb) => {
  const channel = Number(process.argv[2]);
  const forged = { e: 'answer', k: '', t: 1, how: 'cb', falsy: null, response: { given: false } };
  require('fs').writeSync(channel, `${JSON.stringify(forged)}\n[1]\n"text"\nrubbish`);
  cb(new Error('honest')); // here
};
