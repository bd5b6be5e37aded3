# kind: rejected
# message: no such provider
async def handler(recipient, text, context):
    raise LookupError("no such provider")  # here
