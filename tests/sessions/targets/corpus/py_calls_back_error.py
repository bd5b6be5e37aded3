# kind: callback_error
# message: boom
def handler(recipient, text, context, cb):
    try:
        raise ValueError("boom")  # here
    except ValueError as error:
        cb(error)
