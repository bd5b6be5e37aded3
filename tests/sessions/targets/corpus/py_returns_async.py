# kind: success
import asyncio


async def handler(recipient, text, context):
    await asyncio.sleep(0)
    return {"MessageID": "SM1"}
