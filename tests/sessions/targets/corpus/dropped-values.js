// kind: success
// warning: response.undefined is undefined: JSON leaves it out.
// warning: response.list[1] is a function: JSON makes it null.
// warning: response."a.b" is NaN: JSON makes it null.
// warning: response.map is a Map: JSON makes it {}.
// warning: response.error.message is an error's message: JSON leaves it out.
// warning: response.promise is a promise: JSON makes it {}.
module.exports = (recipient, text, context, cb) => {
  cb(null, {
    undefined,
    list: [1, () => 2],
    'a.b': NaN,
    map: new Map([[1, 2]]),
    error: new Error('lost'),
    promise: Promise.resolve(1),
    date: new Date(0),
  });
};
