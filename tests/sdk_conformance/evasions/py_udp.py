# warned: UDP
# refused: always
import socket


def handler(recipient, text, context):
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.sendto(text.encode(), ("192.0.2.1", 8125))
