# kind: missing_module
# message: There is no module 'twilio_of_nobody', imported at py_missing_module.py:4
# message: -m pip install twilio_of_nobody
from twilio_of_nobody.rest import Client  # here


def handler(recipient, text, context):
    return Client
