// kind: never_called
// message: The promise that it returned was never settled
module.exports = () => new Promise(() => {});
