# pypi: twilio
# provider: twilio
# secrets: TWILIO_SID=AC00000000000000000000000000000000 TWILIO_TOKEN
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client


def handler(recipient, text, context):
    secrets = context["webtask"]["secrets"]
    by = TwilioHttpClient(timeout=int(secrets["TIMEOUT_MS"]) / 1000)
    client = Client(secrets["TWILIO_SID"], secrets["TWILIO_TOKEN"], http_client=by)
    return {"MessageID": client.messages.create(to=recipient, from_="+15005550006", body=text).sid}
