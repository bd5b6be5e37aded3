// kind: load_error
// message: SMS_URL is not set
if (!process.env.SMS_URL) {
  throw new Error('SMS_URL is not set'); // here
}
