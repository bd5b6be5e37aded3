// As much of ipaddr.js as the pairs use.
exports.process = (ip) => ({ kind: () => 'ipv4', toString: () => ip.replace('::ffff:', '') });
