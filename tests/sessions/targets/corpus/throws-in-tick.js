// kind: async_throw
// message: in the next tick
module.exports = () => {
  process.nextTick(() => {
    throw new Error('in the next tick'); // here
  });
};
