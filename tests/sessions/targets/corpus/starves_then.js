// kind: timeout_busy
// timeout: 0.1
// Each callback begins the next one; most of the time is Node's, which follows the promises.
module.exports = () => {
  const again = () => Promise.resolve().then(() => again()); // here
  again();
};
