'use strict';
// Serves one hook on loopback as the platform's reference implementation does:
// `node reference.cjs MODULES HOOK REQUESTS`, with the hook's secrets as JSON on stdin. Prints its port, then takes
// so many requests. After the last one nothing but the hook itself keeps this process alive: one that never answers
// then cuts the connection at once.

const fs = require('fs');
const http = require('http');
const Module = require('module');
const path = require('path');

const [, , modules, file, requests] = process.argv;
const secrets = JSON.parse(fs.readFileSync(0, 'utf8'));
const reference = Module.createRequire(path.join(modules, 'reference.cjs'));
const compileExtension = reference('auth0-ext-compilers')['send-phone-message'];
const Runtime = reference('webtask-runtime');

const SILENT = { info() {}, warn() {}, error() {} };

/** As webtask-runtime compiles, less its check of the arity, which no hook with four parameters would pass. */
function nodejsCompiler(code, done) {
  const compiled = new Module(file);
  compiled.filename = file;
  compiled.paths = Module._nodeModulePaths(path.dirname(file));
  let hook;
  try {
    hook = compiled._compile(code, file, 'commonjs') || compiled.exports; // newer Nodes would guess without a format
    compiled.loaded = true;
  } catch (error) {
    return done(error);
  }
  return done(null, hook);
}

let left = Number(requests);

const server = http.createServer((request, response) => {
  left -= 1;
  if (left === 0) {
    request.once('end', () => {
      server.close();
      request.socket.unref();
    });
  }
  const script = fs.readFileSync(file, 'utf8');
  compileExtension({ script, nodejsCompiler }, (_, webtask) => {
    Runtime.createServer(webtask, { secrets, parseBody: Runtime.PARSE_ALWAYS, logger: SILENT }).emit(
      'request',
      request,
      response,
    );
  });
});

server.listen(0, '127.0.0.1', () => fs.writeSync(1, `${server.address().port}\n`));
