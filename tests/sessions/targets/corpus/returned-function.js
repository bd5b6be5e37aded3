// kind: success
return function (recipient, text, context, cb) {
  cb(null, { returned: true });
};
