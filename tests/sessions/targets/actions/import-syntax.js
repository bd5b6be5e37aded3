// kind: syntax_error
// outcome: failed
// message: takes CommonJS only
import fs from 'fs'; // here

export async function onExecuteCustomPhoneProvider() { fs.readFileSync('x'); }
