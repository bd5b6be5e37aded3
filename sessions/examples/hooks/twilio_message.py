"""The Python twin of twilio-message.js: sends by Twilio's API, with nothing but Python."""

import base64
import json
import urllib.error
import urllib.parse
import urllib.request
from xml.sax.saxutils import escape


class TwilioError(Exception):
    """What Twilio refused a message with."""

    def __init__(self, status, code, message):
        super().__init__(message)
        self.status = status
        self.code = code


def send(recipient, text, context, cb):
    secrets = context.get("webtask", {}).get("secrets", {})
    account = secrets.get("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000000")
    token = secrets.get("TWILIO_AUTH_TOKEN", "not-a-real-token")
    voice = context["message_type"] == "voice"
    fields = {"To": recipient, "From": secrets.get("TWILIO_FROM", "+15005550006")}
    if voice:
        fields["Twiml"] = f"<Response><Say>{escape(text)}</Say></Response>"
    else:
        fields["Body"] = text

    print(f"asking Twilio to reach {recipient} by {context['message_type']}")
    kind = "Calls" if voice else "Messages"
    request = urllib.request.Request(
        f"https://api.twilio.com/2010-04-01/Accounts/{account}/{kind}.json",
        data=urllib.parse.urlencode(fields).encode(),
        headers={"Authorization": "Basic " + _basic(account, token)},
    )
    try:
        with urllib.request.urlopen(request) as response:
            status, body = response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        status, body = error.code, error.read().decode()
    _answered(status, body, cb)


def _answered(status, body, cb):
    try:
        answer = json.loads(body)
    except ValueError:
        cb(Exception(f"Twilio answered HTTP {status}, and no JSON: {body[:80]}"))
        return
    if status < 300:
        cb(None, {"MessageID": answer["sid"]})
    else:
        cb(TwilioError(status, answer["code"], answer["message"]))


def _basic(account, token):
    return base64.b64encode(f"{account}:{token}".encode()).decode()
