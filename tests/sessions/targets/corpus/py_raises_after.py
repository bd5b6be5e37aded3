# kind: success
# warning: The hook threw, beside its outcome: oops at py_raises_after.py:5
def handler(recipient, text, context, cb):
    cb(None, {})
    raise ValueError("oops")
