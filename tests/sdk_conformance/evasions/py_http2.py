# called: tcp://192.0.2.1:443
# refused: never
import socket
import ssl


def handler(recipient, text, context):
    agreed = ssl.create_default_context()
    agreed.set_alpn_protocols(["h2"])
    connection = socket.create_connection(("192.0.2.1", 443), timeout=1)
    with agreed.wrap_socket(connection, server_hostname="192.0.2.1") as secured:
        secured.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0")
        if not secured.recv(9):
            raise ConnectionError("The server speaks no HTTP/2.")
