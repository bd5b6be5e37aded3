"""A hook for the extensibility point Send Phone Message, in Python."""

from collections.abc import Callable
from typing import Any


def handler(recipient: str, text: str, context: dict[str, Any], cb: Callable[..., None]) -> None:
    """Take a message: deliver it, then call `cb`.

    Args:
        recipient: phone number
        text: message body
        context: message_type ("sms" or "voice"), action ("enrollment" or
            "second-factor-authentication"), language, code (the one-time password), ip,
            user_agent, client and user (objects), and webtask, whose secrets are the hook's
        cb: function (error, response)
    """
    # TODO: Add your code here
    cb()
