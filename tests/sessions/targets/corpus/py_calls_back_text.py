# kind: callback_error
# message: no credit
def handler(recipient, text, context, cb):
    cb("no credit")  # here
