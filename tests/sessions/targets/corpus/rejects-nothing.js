// kind: rejected
// message: undefined
module.exports = () => Promise.reject();
