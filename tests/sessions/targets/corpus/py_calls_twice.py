# kind: success
# warning: cb was called again at py_calls_twice.py:5
def handler(recipient, text, context, cb):
    cb(None, {})
    cb(ValueError("again"))
