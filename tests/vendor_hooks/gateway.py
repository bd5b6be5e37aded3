"""The providers' side on loopback: what the vendor hooks' modules call, with one number refused."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

REFUSED: Final = "+15005550001"
"""The recipient that every provider refuses."""

_SNS_SENT = (
    "<PublishResponse><PublishResult><MessageId>sns-1</MessageId></PublishResult>"
    "<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></PublishResponse>"
)
_SNS_REFUSED = (
    "<ErrorResponse><Error><Type>Sender</Type><Code>InvalidParameter</Code>"
    "<Message>Invalid parameter: PhoneNumber</Message></Error>"
    "<RequestId>r-2</RequestId></ErrorResponse>"
)
_TWILIO_REFUSED = {
    "code": 21211,
    "message": "The 'To' number is not valid.",
    "more_info": "https://provider.test/errors/21211",
    "status": 400,
}
_ANSWERS: Final = {
    "/2010-04-01/Accounts/AC1/Messages.json": (201, {"sid": "SM1"}, 400, _TWILIO_REFUSED),
    "/2010-04-01/Accounts/AC1/Calls.json": (201, {"sid": "CA1"}, 400, _TWILIO_REFUSED),
    "/gateway/sms": (200, {"id": "gw-1"}, 422, {"reason": "unreachable"}),
    "/gateway/form": (200, {"ok": True}, 402, {"reason": "no credit"}),
    "/messages": (201, {"id": "mb-1"}, 422, {"errors": [{"code": 9, "description": "no number"}]}),
    "/voicemessages": (201, {"id": "mb-2"}, 422, {"errors": []}),
    "/sms/json": (
        200,
        {"message-count": "1", "messages": [{"message-id": "vo-1", "status": "0"}]},
        200,
        {"message-count": "1", "messages": [{"status": "3", "error-text": "Invalid to address"}]},
    ),
    "/": (200, _SNS_SENT, 400, _SNS_REFUSED),
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        size = int(self.headers.get("content-length") or 0)
        received = self.rfile.read(size).decode()
        sent, body, refused, problem = _ANSWERS[self.path]
        if REFUSED.removeprefix("+") in received:
            sent, body = refused, problem
        text = body if isinstance(body, str) else json.dumps(body)
        self.send_response(sent)
        self.send_header("Content-Type", "text/xml" if text is body else "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *values: object) -> None:
        return


@contextmanager
def gateway() -> Iterator[int]:
    """A gateway that runs in a thread; its port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
