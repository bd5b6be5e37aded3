# kind: callback_error
# message: no credit
# warning: keeps only the message
def handler(recipient, text, context, cb):
    cb({"message": "no credit", "status": 402})  # here
