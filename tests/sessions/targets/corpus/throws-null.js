// kind: sync_throw
// message: null
module.exports = () => {
  throw null;
};
