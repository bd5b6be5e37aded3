# kind: never_called
# message: What a function with a callback returns is no answer.
def handler(recipient, text, context, cb):
    return {"MessageID": "SM1"}
