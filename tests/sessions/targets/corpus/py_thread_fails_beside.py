# kind: success
# warning: An error was not caught, beside its outcome: oops at py_thread_fails_beside.py:7
import threading


def count():
    raise ValueError("oops")


def handler(recipient, text, context):
    counting = threading.Thread(target=count)
    counting.start()
    counting.join()
    return {"MessageID": "SM1"}
