# kind: killed_by_signal
# message: SIGTERM
import os
import signal


def handler(recipient, text, context, cb):
    os.kill(os.getpid(), signal.SIGTERM)
