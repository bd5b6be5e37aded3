// kind: callback_error
// message: spoiled
// As old libraries do: what they add to everything must not find its way into what is told.
Object.prototype.toJSON = () => 'forged';
Array.prototype.toJSON = () => 'forged';
Object.prototype.extend = () => ({});
module.exports = (recipient, text, context, cb) => {
  cb(new Error('spoiled')); // here
};
