# kind: process_exit
# message: exit with status 4
import os


def handler(recipient, text, context, cb):
    os._exit(4)  # here
