# kind: success
def handler(recipient, text, context, cb):
    cb(None, {"MessageID": "SM1", "to": recipient})
