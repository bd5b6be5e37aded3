// kind: success
// outcome: delivered
module.exports = {
  async onExecuteCustomPhoneProvider(event, api) {
    console.log(event.notification.delivery_method, Object.keys(api).join());
  },
};
