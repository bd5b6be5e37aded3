// As much of axios as the pairs use.
exports.post = async (url, data, { headers = {}, auth } = {}) => {
  const basic = auth && `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`;
  const isText = typeof data === 'string';
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': isText ? 'application/x-www-form-urlencoded' : 'application/json',
      ...(basic && { Authorization: basic }),
      ...headers,
    },
    body: isText ? data : JSON.stringify(data),
  });
  if (!answer.ok) {
    throw Object.assign(new Error(`Request failed with status code ${answer.status}`), { name: 'AxiosError' });
  }
  return { status: answer.status, data: await answer.json() };
};
