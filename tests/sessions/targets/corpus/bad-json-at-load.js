// kind: load_error
// message: JSON
const settings = JSON.parse('{'); // here
