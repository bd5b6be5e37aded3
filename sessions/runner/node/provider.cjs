'use strict';
// What an error of an HTTP client or a provider's SDK knows of the call that failed, picked member by member: such an
// error holds sockets, whole responses and credentials too. Nothing here throws, whatever the error is made of.

const { types } = require('util');
const { cut } = require('./channel.cjs');
const { stringify } = JSON;

const LONGEST_BODY = 8192;
const LONGEST_TEXT = 2048;
const HEADERS = ['content-type', 'retry-after', 'request-id', 'x-request-id', 'x-amzn-requestid', 'twilio-request-id'];
const OWN = ['status', 'statusCode', 'code', 'Code', 'requestId', 'RequestId', 'moreInfo', 'more_info', 'body', 'data'];

function read(object, key) {
  try {
    const value = object === null || object === undefined ? undefined : object[key];
    return value === null || typeof value === 'function' ? undefined : value;
  } catch {
    return undefined; // a getter that throws
  }
}

/** The first of these members that is there. */
const any = (object, ...keys) => keys.map((key) => read(object, key)).find((value) => value !== undefined);

function plain(value, longest = LONGEST_TEXT) {
  if (typeof value === 'string') return cut(value, longest);
  return typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

/** A body as text: what the client made of it is written as JSON again; a stream has none. */
function bodyOf(value) {
  try {
    if (typeof value === 'string') return cut(value, LONGEST_BODY);
    if (types.isUint8Array(value)) return cut(Buffer.from(value).toString('utf8'), LONGEST_BODY);
    if (value === undefined || typeof value !== 'object') return undefined;
    if (typeof value.pipe === 'function' || typeof value.getReader === 'function') return undefined;
    return cut(stringify(value), LONGEST_BODY);
  } catch {
    return undefined; // circular, or a member that throws
  }
}

function headersOf(response) {
  const headers = read(response, 'headers');
  const picked = {};
  for (const name of HEADERS) {
    const get = headers && typeof headers.get === 'function' ? () => headers.get(name) : () => headers[name];
    try {
      const value = plain(get());
      if (value !== undefined) picked[name] = value;
    } catch {
      continue; // no headers, or none of this name
    }
  }
  return picked;
}

function responseOf(response) {
  const status = any(response, 'statusCode', 'status');
  if (typeof status !== 'number') return undefined;
  return {
    status,
    reason: plain(any(response, 'statusText', 'statusMessage', 'reason')),
    headers: headersOf(response),
    body: ['data', 'body', 'text'].map((key) => bodyOf(read(response, key))).find((body) => body !== undefined),
  };
}

function paramsOf(params) {
  const picked = {};
  for (const [key, value] of params && typeof params === 'object' ? Object.entries(params).slice(0, 20) : []) {
    if (plain(value) !== undefined) picked[key] = plain(value);
  }
  return picked;
}

/** Method and URL of a request: of options as axios, got and request have them, or of Node's own ClientRequest. */
function requestOf(options) {
  const method = plain(read(options, 'method'));
  const whole = any(options, 'url', 'uri', 'href', 'requestUrl');
  const text = plain(typeof whole === 'object' ? read(whole, 'href') : whole);
  if (text !== undefined) {
    return { method, url: text, base: plain(read(options, 'baseURL')), params: paramsOf(read(options, 'params')) };
  }
  const host = plain(any(options, 'host', 'hostname'));
  const path = plain(read(options, 'path'));
  if (method === undefined || host === undefined || path === undefined) return undefined;
  const protocol = plain(read(options, 'protocol')) || 'https:';
  return { method, url: `${protocol}//${host}${path}` };
}

function ownOf(error) {
  const own = {};
  for (const key of OWN) {
    const value = read(error, key);
    const shown = key === 'body' || key === 'data' ? bodyOf(value) : plain(value);
    if (shown !== undefined) own[key] = shown;
  }
  const metadata = read(error, '$metadata');
  const status = plain(read(metadata, 'httpStatusCode'));
  const requestId = plain(read(metadata, 'requestId'));
  return { ...own, ...(status && { statusCode: status }), ...(requestId && { requestId }) };
}

/** The facts as JSON text, or undefined for an error that knows nothing of a call. */
function describeProvider(error) {
  const response = any(error, 'response', '$response');
  const requests = [read(error, 'config'), read(error, 'options'), read(error, 'request'), read(response, 'request')];
  const facts = {
    response: responseOf(response),
    request: [...requests, read(response, 'req')].map(requestOf).find((request) => request !== undefined),
    own: ownOf(error),
  };
  const status = ['status', 'statusCode'].some((key) => typeof facts.own[key] === 'number');
  return facts.response || facts.request || status ? stringify(facts) : undefined;
}

module.exports = { describeProvider };
