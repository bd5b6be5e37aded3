# kind: unserialisable_response
# message: response.at is a value of type date
import datetime


def handler(recipient, text, context, cb):
    cb(None, {"at": datetime.date(2024, 2, 29)})  # here
