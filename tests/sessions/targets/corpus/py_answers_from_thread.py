# kind: success
import threading


def handler(recipient, text, context, *, cb):
    threading.Thread(target=cb, args=(None, {"MessageID": "SM1"})).start()
