# kind: never_called
# message: Nothing was left to run
# A pool's idle threads do not keep a program running, and do not keep the outcome waiting.
from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor(2)


def handler(recipient, text, context, cb):
    pool.submit(str, 1)
