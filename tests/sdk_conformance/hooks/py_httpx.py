# pypi: httpx
# secrets: API_KEY
import httpx


def handler(recipient, text, context):
    secrets = context["webtask"]["secrets"]
    response = httpx.post(
        "https://sms.example.com/v1/messages",
        json={"to": recipient, "text": text},
        headers={"Authorization": f"Bearer {secrets['API_KEY']}"},
        timeout=int(secrets["TIMEOUT_MS"]) / 1000,
    )
    response.raise_for_status()
    return {"MessageID": response.json()["id"]}
