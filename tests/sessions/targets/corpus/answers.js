// kind: success
module.exports = function (recipient, text, context, cb) {
  cb(null, { MessageID: 'SM1', to: recipient });
};
