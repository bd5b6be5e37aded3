// kind: never_called
// message: The promise that it returned was rejected, which the hook handled itself
module.exports = () => {
  const sending = Promise.reject(new Error('refused'));
  sending.catch(() => {});
  return sending;
};
