# kind: callback_error
# message: boom
def handler(recipient, text, context, cb):
    cb(RuntimeError("boom"))  # here
