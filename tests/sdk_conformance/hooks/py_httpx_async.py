# pypi: httpx[http2]
# secrets: API_KEY
import httpx


async def handler(recipient, text, context):
    secrets = context["webtask"]["secrets"]
    timeout = int(secrets["TIMEOUT_MS"]) / 1000
    async with httpx.AsyncClient(http2=True, timeout=timeout) as client:
        response = await client.post(
            "https://sms.example.com/v1/messages",
            json={"to": recipient, "text": text},
            headers={"Authorization": f"Bearer {secrets['API_KEY']}"},
        )
    response.raise_for_status()
    return {"MessageID": response.json()["id"]}
