# kind: success
# warning: gave no response
def handler(recipient, text, context):
    return None
