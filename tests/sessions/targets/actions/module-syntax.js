// kind: syntax_error
// outcome: failed
// message: takes CommonJS only
export const onExecuteSendPhoneMessage = async () => {}; // here
