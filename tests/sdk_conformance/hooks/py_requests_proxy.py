# pypi: requests
# secrets: API_KEY
import requests


def handler(recipient, text, context):
    secrets = context["webtask"]["secrets"]
    response = requests.post(
        "https://sms.example.com/v1/messages",
        json={"to": recipient, "text": text},
        headers={"Authorization": f"Bearer {secrets['API_KEY']}"},
        proxies={"https": "https://proxy.example.com:3129"},
        timeout=int(secrets["TIMEOUT_MS"]) / 1000,
    )
    response.raise_for_status()
    return {"MessageID": response.json()["id"]}
