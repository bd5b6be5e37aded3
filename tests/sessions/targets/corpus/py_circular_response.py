# kind: unserialisable_response
# message: response.webtask.body.context is a circular reference
def handler(recipient, text, context):
    return context
