// kind: never_called
// message: The promise that it returned was resolved
module.exports = async (recipient, text) => ({ MessageID: 'SM3' });
