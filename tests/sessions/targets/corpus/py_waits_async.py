# kind: timeout_waiting
# message: No answer within 0.3 s
# timeout: 0.3
import asyncio


async def ask():
    await asyncio.sleep(60)  # here


async def handler(recipient, text, context):
    await ask()
