# pypi:
# secrets: API_KEY
import json
import urllib.error
import urllib.request


def handler(recipient, text, context):
    secrets = context["webtask"]["secrets"]
    request = urllib.request.Request(
        "https://sms.example.com/v1/messages",
        json.dumps({"to": recipient, "text": text}).encode(),
        {"Authorization": f"Bearer {secrets['API_KEY']}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=int(secrets["TIMEOUT_MS"]) / 1000) as response:
            return {"MessageID": json.load(response)["id"]}
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"{error.code}: {error.read().decode()}") from error
