# kind: bad_export
# message: a function that also needs region
def handler(recipient, text, context, cb, region):
    cb(None, region)
