# pypi: aiohttp aiodns
# secrets: API_KEY
import aiohttp


async def handler(recipient, text, context):
    secrets = context["webtask"]["secrets"]
    timeout = aiohttp.ClientTimeout(total=int(secrets["TIMEOUT_MS"]) / 1000)
    headers = {"Authorization": f"Bearer {secrets['API_KEY']}"}
    async with aiohttp.ClientSession(timeout=timeout, headers=headers) as session:
        message = {"to": recipient, "text": text}
        async with session.post("https://sms.example.com/v1/messages", json=message) as response:
            if not response.ok:
                raise RuntimeError(f"{response.status}: {await response.text()}")
            return {"MessageID": (await response.json())["id"]}
