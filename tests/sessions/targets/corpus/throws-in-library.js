// kind: sync_throw
// message: Invalid URL
module.exports = () => {
  new URL('not a URL'); // here
};
