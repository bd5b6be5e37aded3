// kind: out_of_memory
// message: JavaScript's heap
module.exports = () => {
  const kept = [];
  for (;;) kept.push(new Array(1 << 24).fill(kept.length));
};
