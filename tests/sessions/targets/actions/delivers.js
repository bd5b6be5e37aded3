// kind: success
// outcome: delivered
exports.onExecuteSendPhoneMessage = async (event, api) => {
  console.log(event.message_options.recipient, Object.keys(api).join());
  return { MessageID: 'not counted' };
};
