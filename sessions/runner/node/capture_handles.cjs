'use strict';
// The handles beneath Node's modules: `process.binding` gives them to anybody, and every socket has one as `_handle`.
// What a hook does with one itself goes past the modules that are caught, so it is refused here, as the last that can.

const { nativeLoaded, programRefusal, socketRefusal, udpRefusal, unixRefusal } = require('./capture_refusals.cjs');
const { atHome } = require('./capture_servers.cjs');
const { replace } = require('./stand_in.cjs');

const QUERIES = /^(query|getHostByAddr)/;

/** Put a function in the place of each of these that refuses what `refusalOf(given)` gives an error for. */
function refuse(object, names, refusalOf) {
  replace(object, names, (original) =>
    function guarded(...given) {
      const error = refusalOf(given, guarded);
      if (error) throw error;
      return Reflect.apply(original, this, given);
    });
}

/** TCP reaches the gateway only, where that listens at `{ host, port }`. */
function guardTcp({ TCP }, gateway) {
  refuse(TCP.prototype, ['connect', 'connect6'], ([, address, port], refusing) =>
    (address === gateway.host && port === gateway.port ? null : socketRefusal(`${address}:${port}`, refusing)));
}

function guardUdp({ UDP }) {
  const nameOf = ([first, second]) => `${second}:${first}`;
  refuse(UDP.prototype, ['send', 'send6'], (given, refusing) => udpRefusal(nameOf(given.slice(3)), refusing));
  refuse(UDP.prototype, ['connect', 'connect6'], ([address, port], refusing) =>
    udpRefusal(`${address}:${port}`, refusing));
  // To join a group is to send a packet that says so.
  const groups = ['addMembership', 'addSourceSpecificMembership'];
  refuse(UDP.prototype, groups, ([address], refusing) => udpRefusal(address, refusing));
}

function guardUnixSockets({ Pipe }, mayConnect) {
  refuse(Pipe.prototype, ['connect'], ([, path], refusing) => (mayConnect(path) ? null : unixRefusal(path, refusing)));
}

/** Names that are asked for past the module `dns`, of the system and of name servers. */
function guardNames(cares) {
  const asking = ([, name], refusing) => socketRefusal(`a name server, for ${name},`, refusing);
  refuse(cares, ['getaddrinfo', 'getnameinfo'], asking);
  const { prototype } = cares.ChannelWrap;
  refuse(prototype, Object.getOwnPropertyNames(prototype).filter((name) => QUERIES.test(name)), asking);
}

/** `spawn(options)`, or as Node 24 has it `spawn(file, args, …)`; `child_process` starts all its programs so. */
function guardPrograms(isolated) {
  const starting = ([first, args], refusing) => {
    const [file, words] = Object(first) === first ? [first.file, first.args] : [first, args];
    return programRefusal(file, words, isolated, refusing);
  };
  refuse(process.binding('process_wrap').Process.prototype, ['spawn'], starting);
  refuse(process.binding('spawn_sync'), ['spawn'], starting);
}

/** What listens is reached from this machine only (see `capture_servers.cjs`). */
function keepHandlesHome({ TCP }, { UDP }, inspector) {
  const home = (family) => (original) =>
    function bind(address, ...rest) {
      return Reflect.apply(original, this, [atHome(address, family), ...rest]);
    };
  for (const { prototype } of [TCP, UDP]) {
    replace(prototype, ['bind'], home(4));
    replace(prototype, ['bind6'], home(6));
  }
  replace(inspector, ['open'], (original) =>
    function open(port, host, ...rest) {
      return Reflect.apply(original, this, [port, atHome(host, 4), ...rest]);
    });
}

/** Native code goes past everything in here: all that is known is that it was loaded. */
function noticeAddons() {
  replace(process, ['dlopen'], (original) =>
    function dlopen(module, file, ...rest) {
      nativeLoaded(String(file));
      return Reflect.apply(original, this, [module, file, ...rest]);
    });
}

/** From now on no handle leads past the gateway. A Node without `process.binding` gives none away. */
function guardHandles({ gateway, isolated, mayConnect }) {
  if (!isolated) noticeAddons();
  if (typeof process.binding !== 'function') return;
  const [tcp, udp] = ['tcp_wrap', 'udp_wrap'].map((name) => process.binding(name));
  guardTcp(tcp, gateway);
  guardUdp(udp);
  guardUnixSockets(process.binding('pipe_wrap'), mayConnect);
  guardNames(process.binding('cares_wrap'));
  guardPrograms(isolated);
  if (!isolated) keepHandlesHome(tcp, udp, process.binding('inspector'));
}

module.exports = { guardHandles };
