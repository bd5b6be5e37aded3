// kind: syntax_error
// message: await is only valid
const settings = await Promise.resolve({}); // here
module.exports = (recipient, text, context, cb) => cb(null, settings);
