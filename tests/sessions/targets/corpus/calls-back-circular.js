// kind: callback_error
// message: 401
// warning: The platform would lose this error
module.exports = (recipient, text, context, cb) => {
  const error = new Error('Request failed with status code 401'); // here
  error.request = { response: { status: 401 } };
  error.request.response.request = error.request;
  cb(error);
};
