// kind: sync_throw
// message: just text
module.exports = () => {
  throw 'just text';
};
