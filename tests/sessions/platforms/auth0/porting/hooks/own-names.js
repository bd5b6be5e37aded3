// The name event is the hook's own: its function is kept whole.
const queue = [];

module.exports = async function (recipient, text, context, cb) {
  const event = { to: recipient, text, at: context.message_type };
  queue.push(event);
  const response = await fetch('https://events.example.com/', { method: 'POST', body: JSON.stringify(event) });
  setTimeout(() => cb(response.ok ? null : `HTTP ${response.status}`, { MessageID: 'e-1' }), 1);
};
