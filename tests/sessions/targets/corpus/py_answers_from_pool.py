# kind: success
from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor(2)


def handler(recipient, text, context, cb):
    pool.submit(cb, None, {"MessageID": "SM1"})
