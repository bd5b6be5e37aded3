"""A provider that refuses: what a hook hears of a number that nobody has verified."""


class ProviderError(Exception):
    """What the SMS provider answered; its properties come through to the outcome."""

    def __init__(self, status, code, message):
        super().__init__(message)
        self.status = status
        self.code = code


def send(recipient, text, context, cb):
    print(f"asking the provider to reach {recipient} by {context['message_type']}")
    cb(ProviderError(400, 21608, f"The number {recipient} is unverified; verify it first."))
