# warned: multiprocessing
# refused: redirected
import multiprocessing
import urllib.request


def call():
    urllib.request.urlopen("http://192.0.2.1/send", timeout=0.5)


def handler(recipient, text, context):
    child = multiprocessing.get_context("spawn").Process(target=call)
    child.start()
    child.join(2)
    return child.exitcode
