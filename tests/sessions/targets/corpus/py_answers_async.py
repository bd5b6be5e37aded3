# kind: success
import asyncio


async def handler(recipient, text, context, cb):
    await asyncio.sleep(0)
    cb(None, {"MessageID": "SM1"})
