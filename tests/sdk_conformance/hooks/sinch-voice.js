// npm: @sinch/sdk-core@1.4.0
// provider: sinch-voice
// channel: voice
// secrets: SINCH_APPLICATION_ID SINCH_APPLICATION_SECRET=c2VjcmV0
// lacks: time-out
// loses: html
const { SinchClient } = require('@sinch/sdk-core');

module.exports = async function (recipient, text, context, cb) {
  const { SINCH_APPLICATION_ID: applicationKey, SINCH_APPLICATION_SECRET: applicationSecret } = context.webtask.secrets;
  const sinch = new SinchClient({ applicationKey, applicationSecret });
  try {
    const { callId } = await sinch.voice.callouts.tts({
      ttsCalloutRequestBody: {
        method: 'ttsCallout',
        ttsCallout: { destination: { type: 'number', endpoint: recipient }, cli: '+15005550006', locale: 'en-US', text },
      },
    });
    cb(null, { MessageID: callId });
  } catch (error) {
    cb(error);
  }
};
