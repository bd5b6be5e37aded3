import os

from vonage import Auth, Vonage
from vonage_sms import SmsMessage

client = Vonage(Auth(api_key="k3y", api_secret="s3cret-token"))
message = SmsMessage(to=os.environ["TO"], from_="Acme", text=os.environ["TEXT"])
print(client.sms.send(message).messages[0].message_id)
