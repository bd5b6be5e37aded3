"""Hooks in Python that are made to exhaust offhook: what they say and what they send."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

PYTHON: Final = """\
import gzip, http.client, json, sys, threading
from urllib.request import Request, urlopen

def post(body, path="/sms", **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request("https://api.example.com" + path, body, headers)
    with urlopen(request) as answered:
        return json.loads(answered.read() or b"{}")

def send(recipient, text, context):
"""
JSON: Final = "content_type='application/json'"
FORM: Final = "content_type='application/x-www-form-urlencoded'"


def functions() -> Iterator[tuple[str, str]]:
    """The functions' bodies, one statement a line."""
    yield "floor: a function", "return {'MessageID': 'm'}"
    yield "a response of 400,000 keys", "return {f'k{n}': n for n in range(400_000)}"
    yield "a response of 100 MiB", "return {'x': 'x' * 100_000_000}"
    yield "a response of 2 million zeros", "return [0] * 2_000_000"
    yield "100,000 levels", "r = {}\nfor _ in range(100_000): r = {'r': r}\nreturn r"
    yield "a MessageID of Base64", "return {'MessageID': 'ab+/' * 2_000_000}"
    yield "a message of 10 MiB", "raise ValueError('x-' * (5 << 20))"
    yield "a message of 100 MiB", "raise ValueError('%25' * (33 << 20))"
    yield (
        "an error with 400,000 properties",
        "e = ValueError('x')\nvars(e).update((f'k{n}', n) for n in range(400_000))\nraise e",
    )
    yield "an error with 100 MiB", "e = ValueError('x')\ne.body = 'x' * 100_000_000\nraise e"
    yield (
        "10,000 causes",
        "e = ValueError('x')\nfor n in range(10_000):\n    f = ValueError(n)\n"
        "    f.__cause__ = e\n    e = f\nraise e",
    )
    yield "900 levels of calls", "f = lambda n: 1 // 0 if not n else f(n - 1)\nf(900)"
    yield "recursion without end", "f = lambda n: f(n + 1)\nf(0)"
    yield "a million console lines", "for n in range(1_000_000): print('x')\nreturn {}"
    yield "a million lines, flushed", "for n in range(1_000_000): print('x', flush=True)\nreturn {}"
    yield "100 MiB of console", "print('%25' * 33_000_000)\nreturn {}"
    yield "100 MiB to stderr, unended", "sys.stderr.write('x' * 100_000_000)\nreturn {}"
    yield "output without end", "while True: print('x' * 1000)"
    for times in (1, 2):
        body, chain = "bytes(200_000_000)", ", ".join(["gzip"] * times)
        for _ in range(times):
            body = f"gzip.compress({body})"
        yield f"sends {chain} of 200 MB", f"return post({body}, content_encoding='{chain}')"
    bodies = {
        "15 MiB of a form": f"b'a=1&' * (15 << 18), {FORM}",
        "15 MiB of a form's names": f"b'&' * (15 << 20), {FORM}",
        "15 MiB of {": f"b'{{' * (15 << 20), {JSON}",
        "400,000 keys": f"json.dumps({{f'k{{n}}': n for n in range(400_000)}}).encode(), {JSON}",
        "100,000 levels": f"b'[' * 100_000 + b']' * 100_000, {JSON}",
        "15 MiB of Base64": f"b'ab+/' * (15 << 18), {JSON}",
        "Base64 in a form": f"b'a=' + b'ab%2B%2F' * (15 << 17), {FORM}",
        "Base64 in JSON": f"json.dumps({{'a': 'ab+/' * (15 << 18)}}).encode(), {JSON}",
        "100,000 parts": (
            "b'--b\\r\\ncontent-disposition: form-data; name=\"a\"\\r\\n\\r\\nb\\r\\n' * 100_000"
            " + b'--b--', content_type='multipart/form-data; boundary=b'"
        ),
        "a boundary of 1 kB": (
            "b'--' * (7 << 20), content_type='multipart/form-data; boundary=' + '-' * 1000"
        ),
        "XML of 100,000 levels": "b'<a>' * 100_000, content_type='application/xml'",
        "a header of 1 MiB": "b'', x_a='b' * (1 << 20)",
        "a header of 200 kB": "b'', authorization='Basic ' + 'ab+/' * 50_000",
        "100,000 headers": "b'', **{f'x_{n}': 'b' for n in range(100_000)}",
        "20,000 headers": "b'', **{f'x_{n}': 'b' for n in range(20_000)}",
        "a URL of 15 MiB": "b'', '/?a=' + '%25' * (5 << 20)",
        "a URL of 200 kB": "b'', '/?a=' + 'czNj' * 50_000",
    }
    for name, given in bodies.items():
        yield f"sends {name}", f"return post({given})"
    sent = "json.dumps({'to': recipient, 'text': text, 'x': 'czNj' * 15_000}).encode()"
    call = f"post({sent}, {JSON})"
    yield "2,000 calls of 60 kB", f"for n in range(2_000): {call}\nreturn {{}}"
    yield (
        "200 calls of 60 kB, at once",
        f"all_ = [threading.Thread(target=lambda: {call}) for n in range(200)]\n"
        "for one in all_: one.start()\nfor one in all_: one.join()\nreturn {}",
    )
    yield (
        "a request without end",
        "c = http.client.HTTPSConnection('api.example.com')\nc.connect()\n"
        "c.sock.sendall(b'POST / HTTP/1.1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n')\n"
        "while True: c.sock.sendall(b'1\\r\\n \\r\\n' * 1000)",
    )
    yield (
        "a head without end",
        "c = http.client.HTTPSConnection('api.example.com')\nc.connect()\n"
        "c.sock.sendall(b'POST / HTTP/1.1\\r\\n')\n"
        "while True: c.sock.sendall(b'A: b\\r\\n' * 1000)",
    )
    yield (
        "pipelined requests without end",
        "c = http.client.HTTPSConnection('api.example.com')\nc.connect()\n"
        "while True: c.sock.sendall(b'GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n' * 1000)",
    )
