# kind: success
def handler(recipient, text, context):
    return {"MessageID": "SM1", "to": recipient}
