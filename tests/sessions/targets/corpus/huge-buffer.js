// kind: out_of_memory
// message: Array buffer allocation failed
module.exports = () => {
  new ArrayBuffer(2 ** 52); // here
};
