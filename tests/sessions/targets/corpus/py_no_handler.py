# kind: bad_export
# message: py_no_handler.py has nothing by the name 'handler'; functions there: send, send_voice.
def send(recipient, text, context):
    return _private


def send_voice(recipient, text, context):
    return _private


def _private():
    return None
