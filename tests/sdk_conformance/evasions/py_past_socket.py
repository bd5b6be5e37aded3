# warned: 192.0.2.1
# refused: always
import _socket


def handler(recipient, text, context):
    _socket.socket().connect(("192.0.2.1", 80))
