# kind: process_exit
# message: exit with status 3
import sys


def handler(recipient, text, context, cb):
    sys.exit(3)  # here
