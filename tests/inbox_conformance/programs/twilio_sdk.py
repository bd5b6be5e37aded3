import os

from twilio.rest import Client

client = Client("AC" + "0" * 32, "s3cret-token")
if "INBOX" in os.environ:
    client.api.base_url = os.environ["INBOX"] + "/twilio"
made = client.messages.create(to=os.environ["TO"], from_="+15005550006", body=os.environ["TEXT"])
print(made.sid)
