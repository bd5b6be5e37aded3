// kind: success
// warning: nested deeper than 200 levels
module.exports = (recipient, text, context, cb) => {
  let response = {};
  for (let level = 0; level < 1000; level += 1) response = { response };
  cb(null, response);
};
