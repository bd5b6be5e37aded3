# kind: never_called
# message: Nothing was left to run
def handler(recipient, text, context, cb):
    if context["message_type"] == "voice":
        cb()
