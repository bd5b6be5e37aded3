// Ported by offhook from the hook request-events.js, for the trigger send-phone-message.

const https = require('https')

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options
  const body = JSON.stringify({ recipient, text, lang: event.request.language ?? 'N/A' })
  const options = { hostname: 'sms.example.com', path: '/send', method: 'POST', timeout: 3000 }

  // One answer, whichever of these comes first.
  await new Promise((resolve, reject) => {
    const req = https.request(options, (res) => {
      let data = ''
      res.on('data', (chunk) => { data += chunk })
      res.on('end', () => res.statusCode === 200 ? resolve(JSON.parse(data)) : reject(new Error(data)))
    })
    req.on('timeout', () => {
      req.destroy()
      reject(new Error('timed out'))
    })
    req.on('error', (e) => reject(e))
    req.end(body)
  })
}
