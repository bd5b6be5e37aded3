// kind: timeout_busy
// message: No answer within 0.1 s
// timeout: 0.1
module.exports = () => {
  for (;;); // here
};
