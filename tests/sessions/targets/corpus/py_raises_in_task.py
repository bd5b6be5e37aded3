# kind: unhandled_rejection
# message: nobody listens
import asyncio


async def send():
    raise OSError("nobody listens")  # here


async def handler(recipient, text, context, cb):
    asyncio.create_task(send())  # noqa: RUF006
