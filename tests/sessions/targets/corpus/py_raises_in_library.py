# kind: sync_throw
# message: Expecting value
import json


def handler(recipient, text, context):
    return json.loads("<html>")  # here
