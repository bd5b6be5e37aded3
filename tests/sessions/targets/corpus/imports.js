// kind: success
module.exports = async (recipient, text, context, cb) => {
  const { createHash } = await import('node:crypto');
  cb(null, createHash('sha256').update(text).digest('hex'));
};
