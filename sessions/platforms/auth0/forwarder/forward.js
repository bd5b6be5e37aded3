
const { createHmac, randomBytes } = require('crypto');

/** Sends an event, without secrets, signed so that it is good once, and gives what is answered. */
async function forward({ secrets, configuration, ...event }) {
  const { LISTEN_URL: url, LISTEN_SECRET: secret } = secrets;
  if (!url || !secret) throw new Error('The secrets LISTEN_URL and LISTEN_SECRET are needed.');
  if (!/^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost)[:/])/.test(url)) {
    throw new Error('LISTEN_URL is to begin with https://');
  }
  const body = JSON.stringify(event);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = randomBytes(18).toString('base64url');
  const made = createHmac('sha256', secret).update(`v1:${timestamp}:${nonce}:${body}`).digest('hex');
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(18_000), // the trigger has 20 s
    headers: {
      'Content-Type': 'application/json',
      'X-Offhook-Timestamp': timestamp,
      'X-Offhook-Nonce': nonce,
      'X-Offhook-Signature': `v1=${made}`,
    },
    body,
  });
  const text = await response.text();
  let said;
  try {
    said = JSON.parse(text);
  } catch {
    throw new Error(`offhook listen did not answer: HTTP ${response.status} from LISTEN_URL`);
  }
  if (!response.ok) throw new Error(`offhook listen: HTTP ${response.status}: ${said.error}`);
  return said;
}
