const https = require('https')

module.exports = function (recipient, text, context, cb) {
  const body = JSON.stringify({ recipient, text, lang: context.language })
  const options = { hostname: 'sms.example.com', path: '/send', method: 'POST', timeout: 3000 }

  // One answer, whichever of these comes first.
  const req = https.request(options, (res) => {
    let data = ''
    res.on('data', (chunk) => { data += chunk })
    res.on('end', () => res.statusCode === 200 ? cb(null, JSON.parse(data)) : cb(new Error(data)))
  })
  req.on('timeout', () => {
    req.destroy()
    cb(new Error('timed out'))
  })
  req.on('error', (e) => cb(e))
  req.end(body)
}
