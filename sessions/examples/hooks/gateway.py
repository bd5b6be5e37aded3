"""A provider that accepts, and answers with an ID of its own for the message."""

import hashlib


def send(recipient, text, context, cb):
    if context["message_type"] == "voice":
        print("reading it out:", context["code"])
    digest = hashlib.sha256(f"{recipient}\n{text}".encode()).hexdigest()
    cb(None, {"MessageID": f"SM{digest[:32]}", "segments": 1 + len(text) // 160})
