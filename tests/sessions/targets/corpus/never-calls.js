// kind: never_called
// message: Nothing was left to run
module.exports = (recipient, text, context, cb) => {
  if (context.message_type === 'voice') cb();
};
