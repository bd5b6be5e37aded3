// kind: timeout_busy
// message: No answer within 0.2 s
// timeout: 0.2
module.exports = () => {
  for (;;); // here
};
