// kind: success
module.exports = (recipient, text, context, cb) => {
  Object.freeze(context.webtask);
  delete context.user;
  context = null;
  cb(null, { MessageID: 'SM6' });
};
