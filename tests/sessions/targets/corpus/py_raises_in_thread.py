# kind: async_throw
# message: too late to catch
import threading


def send():
    raise OSError("too late to catch")  # here


def handler(recipient, text, context, cb):
    threading.Thread(target=send).start()
