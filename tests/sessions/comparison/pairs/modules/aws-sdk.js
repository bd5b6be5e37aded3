// As much of aws-sdk as the pairs use: its credentials are found in the environment too.
exports.SNS = class {
  constructor({ region, accessKeyId = process.env.AWS_ACCESS_KEY_ID } = {}) {
    this.region = region;
    this.key = accessKeyId;
  }

  publish({ PhoneNumber, Message }, callback) {
    const day = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    fetch(`https://sns.${this.region}.amazonaws.com/`, {
      method: 'POST',
      headers: {
        Authorization: `AWS4-HMAC-SHA256 Credential=${this.key}/x, Signature=${Math.random()}`,
        'X-Amz-Date': day,
      },
      body: new URLSearchParams({ Action: 'Publish', Version: '2010-03-31', PhoneNumber, Message }),
    }).then(async (answer) => {
      const text = await answer.text();
      const [, id] = /<MessageId>(.*)<\/MessageId>/.exec(text) ?? [];
      if (id) callback(null, { MessageId: id });
      else callback(Object.assign(new Error(/<Message>(.*)<\/Message>/.exec(text)[1]), { code: 'Invalid' }));
    }, callback);
  }
};
