# kind: success
# warning: still running after its answer
import time


def handler(recipient, text, context, cb):
    cb(None, {})
    time.sleep(60)
