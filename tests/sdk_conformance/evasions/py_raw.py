# warned: raw socket
# refused: always
import socket


def handler(recipient, text, context):
    sender = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    sender.sendto(b"\x08\x00\xf7\xff\0\0\0\0", ("192.0.2.1", 0))
