# kind: never_called
# message: leave the parameter out and return the response
def handler(recipient, text, context, cb):
    return {"MessageID": "SM1"}
