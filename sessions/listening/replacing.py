"""An invocation that really happened, with nothing in it that is a person's, or a secret.

All its values are replaced, but for those of a few that the platform itself has (`sms`,
`enrollment`), languages, and what is too short to be anybody's. In the text of the message the
words stay; what stands elsewhere in the invocation, or looks like a number or an address, is
replaced as it is there. Then all is looked for: what cannot be kept out is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final, cast

from sessions.contract.invocation import Invocation
from sessions.contract.json_path import JsonPath
from sessions.contract.json_text import JsonObject, JsonValue, is_array, is_object
from sessions.errors import OffhookError
from sessions.platforms.current import PLATFORM

from .stand_ins import STRATEGIES, WORD, StandIns, digits_in, laid_over

SHORTEST: Final = 4
"""Characters of a value that must not stand in what is recorded: a shorter one is in any text."""
_SHORTEST_NAME: Final = 3
"""Characters of a word of a name that is replaced in a text: shorter ones are as `de` and `van`."""
MOST_VALUES: Final = 2_000
"""Values and keys of an invocation that is recorded: each is looked for in all."""
_ROUNDS: Final = 12
_PLAIN_ROUND: Final = 4
"""From which round on what still shows a real value is made as plain as can be."""

_TEXTS: Final[frozenset[JsonPath]] = frozenset(
    {
        ("payload", "text"),
        *(("event", "notification", spoken) for spoken in ("as_text", "as_voice")),
    }
)
"""Where the message stands."""
_NUMBERS: Final = frozenset({"recipient", "phone_number", "from", "to", "sender", "phone"})
_NAMES: Final = frozenset(
    {"name", "given_name", "family_name", "nickname", "username", "display_name", "friendly_name"}
)
_MADE_UP: Final = frozenset({"user_agent", "ip"})
_METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_LOCALE: Final = re.compile(
    r"[a-z]{2}(?:[-_][A-Z][a-z]{3})?(?:[-_](?:[A-Z]{2}|[0-9]{3}))?|N/A|[A-Z]{2}"
)
_PLAIN_WORDS: Final = frozenset({"", "yes", "no", "on", "off", "sms"})
_KEY: Final = re.compile(r"[A-Za-z_$][A-Za-z_$.:/-]{0,63}[0-9]{0,2}")
_LONGEST: Final = 10_000
"""Characters of a text that is read; of a longer one nothing is kept."""
_RUN: Final = r"\+?\d(?:[\W_]{0,3}\d){3,}"
"""Digits with blanks, dashes, commas or what is not seen between them."""
_DIGITS: Final = re.compile(_RUN)
_UNSPACED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff"
"""Of scripts whose words stand next to each other: Thai, Lao, Burmese, Khmer, Chinese, Japanese,
Korean."""
_LOOKS_REAL: Final = (
    rf"[A-Za-z][A-Za-z0-9+.-]{{0,20}}://\S+|[^\s@]{{1,64}}@[^\s@]+|{_RUN}"
    rf"|(?=\w{{0,64}}\d)[^\W{_UNSPACED}]{{4,}}"
)
_IS_UNSPACED: Final = re.compile(f"[{_UNSPACED}]{{2,}}")


class NotReplaced(OffhookError):
    """An invocation that cannot be recorded; the reason repeats nothing of it."""


def replaced(invocation: Invocation, stand_ins: StandIns) -> Invocation:
    """The invocation with stand-ins for all that is real in it. Raises NotReplaced."""
    event: JsonValue = dict(invocation.event) if invocation.event else {}
    both: JsonValue = {"payload": invocation.payload, "event": event}
    if _size(both) > MOST_VALUES:
        raise NotReplaced(f"it has more than {MOST_VALUES:,} values")
    work = _Work(stand_ins)
    for at in range(_ROUNDS):
        made = work.all_of(both)
        if not (showing := work.showing()):
            members = cast("dict[str, JsonObject]", made)
            return replace(invocation, payload=members["payload"], event=members["event"] or None)
        if at >= _PLAIN_ROUND:
            work.plain |= showing
        for real in showing:
            stand_ins.forget(real)
    raise NotReplaced("a value in it cannot be told from what stands for others")


@dataclass
class _Work:
    """One invocation on its way."""

    stand_ins: StandIns
    plain: set[str] = field(default_factory=set[str])
    """What is to be made as plain as can be: nothing else has kept others out of it."""
    _for: dict[str, str] = field(default_factory=dict[str, str])
    """What stands for each value, for the texts that have it in them."""
    _numbers: dict[str, str] = field(default_factory=dict[str, str])
    """The same of digits alone."""
    _made: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """All that was made, each behind what it stands for."""
    _keys: set[str] = field(default_factory=set[str])
    """Unknown keys that were left as they are."""
    _real: set[str] = field(default_factory=set[str])
    """The values that must not be seen, as far as they are known."""

    def all_of(self, both: JsonValue) -> JsonValue:
        """The whole made anew."""
        self._for, self._numbers, self._made, self._keys = {}, {}, [], set()
        made = self._walked(both, (), texts=False)
        made = self._walked(made, (), texts=True)
        self._real = {real for real, _ in self._made if _is_telling(real)}
        return made

    def showing(self) -> set[str]:
        """What was made for them, and keys that were left, with a real value in them: what they
        stand for."""
        every = [*self._made, *((key, key) for key in self._keys)]
        shown = [(source, made.lower()) for source, made in every]
        everything = "\0".join(made for _, made in shown)
        seen = [low for real in self._real if (low := real.lower()) in everything]
        return {source for source, made in shown if any(real in made for real in seen)}

    def _walked(self, value: JsonValue, path: JsonPath, *, texts: bool) -> JsonValue:
        """The value with its texts replaced, or with all else: texts need what stands for it."""
        if is_object(value):
            return {
                self._key(key, path, texts=texts): self._walked(each, (*path, key), texts=texts)
                for key, each in value.items()
            }
        if is_array(value):
            return [self._walked(each, path, texts=texts) for each in value]
        is_text = path in _TEXTS and isinstance(value, str)
        if is_text is not texts or value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            value = unicodedata.normalize("NFC", value)  # in a text a name may be written otherwise
            return self._text(value) if is_text else self._value(value, path)
        return self._number(value) if isinstance(value, (int, float)) else value

    def _value(self, real: str, path: JsonPath) -> str:
        name = str(path[-1]) if path else ""
        if _is_kept(real, name):
            return real
        is_plain = real in self.plain or len(real) > _LONGEST
        made = self.stand_ins.plainest(real) if is_plain else self._typed(real, name)
        self._keep(real, made)
        if is_plain:
            return made
        named, at, _ = real.partition("@")  # whose address it is, that often says
        if name in _NAMES or at:
            for word in WORD.findall(named):
                if len(word) >= _SHORTEST_NAME or _is_telling(word):
                    self._for.setdefault(word, self.stand_ins.word(word))
        return made

    def _typed(self, real: str, name: str) -> str:
        digits, made = digits_in(real), self.stand_ins
        if name in _NUMBERS and len(digits) >= SHORTEST:
            self._numbers[digits] = made.digits_of_number(digits)
            return made.number(real)
        if name == "code" and digits and not re.search(r"[^\W\d]", real):
            self._numbers[digits] = made.code(digits)
            return laid_over(real, self._numbers[digits])
        if name in _NAMES:
            return made.words(real) if re.search(r"[^\W_]", real) else made.word(real)
        if name in _MADE_UP:
            return made.field(name, real)
        if name == "user_id":
            return made.identifier(real)
        return made.by_shape(real)

    def _number(self, real: int | float) -> int | float:
        if len(str(real)) < SHORTEST:
            return real
        made = (
            self.stand_ins.whole(real) if isinstance(real, int) else self.stand_ins.fraction(real)
        )
        self._keep(str(real), str(made))
        return made

    def _key(self, key: str, path: JsonPath, *, texts: bool) -> str:
        if texts or key in _KNOWN_KEYS or len(path) < 1:
            return key
        if _KEY.fullmatch(key) and not any(real in key for real in self._real):
            self._keys.add(key)
            return key
        made = self.stand_ins.plainest(key) if key in self.plain else self.stand_ins.like(key)
        self._keep(key, made)
        return made

    def _text(self, real: str) -> str:
        if real in self.plain or len(real) > _LONGEST:
            made = self.stand_ins.plainest(real)
        else:
            made = self._within(real)
            if made == real and len(real) >= SHORTEST:  # whose words they are, nothing says
                made = self.stand_ins.like(real)
        self._keep(real, made)
        return made

    def _within(self, text: str) -> str:
        """A text with all replaced that stands elsewhere, or looks real; the longest first."""
        lower = text.lower()
        known = {real.lower(): made for real, made in self._for.items() if len(real) > 1}
        here = [real for real in self._for if len(real) > 1 and real.lower() in lower]
        here.sort(key=len, reverse=True)
        pattern = re.compile("|".join([*map(_bounded, here), _LOOKS_REAL]), re.IGNORECASE)

        def made(found: re.Match[str]) -> str:
            whole = found[0]
            if (one := known.get(whole.lower())) is not None:
                return one
            return self._digits(whole) if _DIGITS.fullmatch(whole) else self._shaped(whole)

        return pattern.sub(made, text)

    def _shaped(self, real: str) -> str:
        made = self.stand_ins.by_shape(real)
        self._made.append((real, made))
        return made

    def _digits(self, found: str) -> str:
        """A run of digits: those of a known number or code as they are elsewhere, others anew."""
        digits, made, at = digits_in(found), "", 0
        known = sorted(self._numbers, key=len, reverse=True)
        if whole := next((each for each in known if each.endswith(digits)), None):
            return laid_over(found, self._numbers[whole][-len(digits) :])
        for one in re.finditer("|".join(known) or "$", digits):
            made += self._other(digits[at : one.start()]) + self._numbers.get(one[0], "")
            at = one.end()
        made += self._other(digits[at:]) if at else self.stand_ins.code(digits)
        return laid_over(found, made)

    def _other(self, digits: str) -> str:
        """Digits beside a known number or code: few of them are `24 h`."""
        return digits if len(digits) < SHORTEST else self.stand_ins.code(digits)

    def _keep(self, real: str, made: str) -> None:
        self._for[real] = made
        self._made.append((real, made))


def _bounded(real: str) -> str:
    """A pattern for a value: a short one only where it is a word of its own."""
    escaped = re.escape(real)
    return escaped if _is_telling(real) else rf"(?<!\w){escaped}(?!\w)"


def _is_telling(real: str) -> bool:
    """Whether a value must not stand in what is recorded; a name in Chinese has two signs."""
    return len(real) >= SHORTEST or _IS_UNSPACED.fullmatch(real) is not None


def _is_kept(real: str, name: str) -> bool:
    """Whether a value says nothing of anybody."""
    if name in _NAMES or name in _NUMBERS or name == "code":
        return not real
    if name in ("message_type", "action", "delivery_method"):
        return real in _VOCABULARY
    if name in ("strategy", "provider"):
        return real in STRATEGIES
    if name == "method":
        return real in _METHODS
    return real in _PLAIN_WORDS or _LOCALE.fullmatch(real) is not None


def _choices() -> Iterator[str]:
    for each in PLATFORM.variety.VARIED:
        yield from (choice for choice in each.choices if isinstance(choice, str))
    yield from PLATFORM.events.PROVIDER_ONLY


_VOCABULARY: Final = frozenset(_choices())
_KNOWN_KEYS: Final = frozenset(
    {
        *(str(step) for each in PLATFORM.fields.FIELDS for step in each.path),
        *("request", "geoip", "hostname", "method", "tenant", "id", "configuration"),
        *("message_options", "notification", "transaction", "correlation_id", "connection"),
        *("organization", "metadata", "identities", "profileData", "security_context"),
        *("custom_domain", "domain", "domain_metadata", *_NUMBERS, *_NAMES),
        *("created_at", "updated_at", "email_verified", "phone_verified", "picture", "isSocial"),
        *("provider", "strategy", "locale", "delivery_method", "as_text", "as_voice"),
    }
)
"""Keys that an invocation has whoever it is about."""


def _size(value: JsonValue) -> int:
    """How many values and keys there are. Never recurses."""
    todo, size = [value], 0
    while todo:
        each = todo.pop()
        inner = [*each.values()] if is_object(each) else each if is_array(each) else []
        size += len(inner) * (2 if is_object(each) else 1)
        todo.extend(inner)
    return size
