# kind: timeout_waiting
# message: No answer within 0.3 s
# timeout: 0.3
import time


def handler(recipient, text, context, cb):
    time.sleep(60)  # here
