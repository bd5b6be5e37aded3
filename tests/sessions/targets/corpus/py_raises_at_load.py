# kind: load_error
# message: SMS_URL
import os

URL = os.environ["SMS_URL"]  # here
