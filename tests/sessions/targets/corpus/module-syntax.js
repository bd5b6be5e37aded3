// kind: syntax_error
// message: Cannot use import statement outside a module
import axios from 'axios'; // here

export default function (recipient, text, context, cb) {
  cb();
}
