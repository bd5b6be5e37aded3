# kind: sync_throw
# message: application
def handler(recipient, text, context, cb):
    cb(None, context["application"]["name"])  # here
