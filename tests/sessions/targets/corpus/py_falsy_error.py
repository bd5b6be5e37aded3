# kind: success
# warning: cb was given '' as its error
def handler(recipient, text, context, cb):
    cb("", {"ok": True})
