"""Phone providers and the templates of messages: those of guardian, and those of branding/phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .answers import Answer

CUSTOM: Final = "custom"
"""The provider whose messages the Action of custom-phone-provider sends."""
HOOK: Final = "phone-message-hook"
"""What guardian calls the send-phone-message hook, and its Action too."""
ENROLLMENT: Final = "otp_enroll"
VERIFICATION: Final = "otp_verify"
"""The types of the templates of the two messages of MFA."""


@dataclass(frozen=True, slots=True)
class PhoneProvider:
    """The one phone provider of a tenant with the Unified Phone Experience."""

    id: str
    name: str
    """`custom` or `twilio`."""
    is_disabled: bool = False
    delivery_methods: tuple[str, ...] = ()
    """`text`, `voice`."""

    @classmethod
    def read(cls, answer: Answer) -> PhoneProvider:
        """Raises UnreadableAnswer."""
        return cls(
            id=answer.needed("id"),
            name=answer.needed("name"),
            is_disabled=answer.flag("disabled"),
            delivery_methods=answer.object("configuration").texts("delivery_methods"),
        )


@dataclass(frozen=True, slots=True)
class PhoneTemplate:
    """A template of the Unified Phone Experience."""

    id: str
    type: str
    """`otp_enroll`, `otp_verify`, `change_password`, `blocked_account` or `password_breach`."""
    is_disabled: bool = False
    text: str = ""
    voice: str = ""

    @classmethod
    def read(cls, answer: Answer) -> PhoneTemplate:
        """Raises UnreadableAnswer."""
        body = answer.object("content").object("body")
        return cls(
            id=answer.text("id"),
            type=answer.needed("type"),
            is_disabled=answer.flag("disabled"),
            text=body.text("text"),
            voice=body.text("voice"),
        )


@dataclass(frozen=True, slots=True)
class GuardianTemplates:
    """The two templates of MFA before the Unified Phone Experience; empty: Auth0's own."""

    enrollment: str = ""
    verification: str = ""

    @classmethod
    def read(cls, answer: Answer) -> GuardianTemplates:
        """Raises UnreadableAnswer."""
        return cls(answer.text("enrollment_message"), answer.text("verification_message"))
