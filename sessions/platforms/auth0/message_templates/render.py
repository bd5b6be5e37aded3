"""Liquid templates: parsed with one clear message where they are wrong, rendered within limits."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sessions.errors import OffhookError

from .defaults import wording_for

if TYPE_CHECKING:  # 120 ms, paid by whoever renders
    import liquid
    from liquid import BoundTemplate
    from liquid.exceptions import LiquidError

LONGEST_SOURCE: Final = 64 * 1024
LONGEST_TEXT: Final = 20_000
"""Characters of a message; a provider takes 1,600 (Twilio) or fewer."""
MOST_LOOPS: Final = 1_000
_MOST_VARIABLES: Final = 100_000
_DEEPEST: Final = 30


class TemplateError(OffhookError, ValueError):
    """A template that cannot be read or rendered: one line, which names it and the line in it."""


@dataclass(frozen=True)
class Template:
    """One template. Parsed when it is made, so that it is known to be right."""

    source: str
    name: str
    """For messages: `the enrollment template`, or a file."""

    def __post_init__(self) -> None:
        if len(self.source) > LONGEST_SOURCE:
            raise TemplateError(f"{self.name}: longer than {LONGEST_SOURCE:,} characters")
        self._run(lambda: _parsed(self.source))

    def render(self, values: Mapping[str, Any]) -> str:
        """The text of a message, without the blanks that tags leave at its ends.

        Raises:
            TemplateError: a filter, a missing template, a limit.
        """
        return self._run(lambda: _parsed(self.source).render(**values)).strip()

    def _run(self, work: Callable[[], Any]) -> Any:
        """Do `work`, and word what goes wrong in it."""
        from liquid.exceptions import LiquidError

        try:
            return work()
        except LiquidError as error:
            raise TemplateError(
                f"{self.name}, line {self._line(error)}: {_reason(error)}"
            ) from None
        except Exception as error:  # whatever a filter makes of values it was not written for
            reason = f"{type(error).__name__}: {error}"
            raise TemplateError(f"{self.name}: cannot be rendered: {reason}") from error

    def _line(self, error: LiquidError) -> int:
        """Where it went wrong; an error that knows no place is of a tag that is never closed."""
        context = error.context()
        return context[0] if context else self.source.rstrip().count("\n") + 1


@dataclass(frozen=True, slots=True)
class Templates:
    """A tenant's two templates; where it has none, the wording of the locale is used."""

    enrollment: Template | None = None
    verification: Template | None = None

    def render(self, action: str, values: Mapping[str, Any]) -> str:
        """The text of a message for `action`: `enrollment` or `second-factor-authentication`.

        Args:
            values: the template's variables: `code`, `locale`, `message_type`, `tenant`, `pause`,
                `requestInfo`.

        Raises:
            TemplateError: the tenant's template cannot be rendered.
        """
        enrolling = action == "enrollment"
        own = self.enrollment if enrolling else self.verification
        if own is None:
            wording = wording_for(str(values["locale"]))
            text = wording.enrollment if enrolling else wording.verification
            own = Template(wording.template(text), f"the template in {wording.name}")
        return own.render(values)


def _reason(error: LiquidError) -> str:
    from liquid.exceptions import ResourceLimitError, TemplateNotFoundError

    if isinstance(error, TemplateNotFoundError):
        return f"there is no template {str(error.message)!r} to include: a tenant has only two"
    if isinstance(error, ResourceLimitError):
        return f"it runs away: {error.message}"
    return str(error.message)


@functools.lru_cache(maxsize=64)
def _parsed(source: str) -> BoundTemplate:
    return _environment().from_string(source)


@functools.cache
def _environment() -> liquid.Environment:
    from liquid import Environment

    class Limited(Environment):
        output_stream_limit = LONGEST_TEXT
        loop_iteration_limit = MOST_LOOPS
        local_namespace_limit = _MOST_VARIABLES
        context_depth_limit = _DEEPEST
        block_nesting_limit = _DEEPEST

    environment = Limited()
    filters = environment.filters
    filters.update({name: _without_long_ranges(one) for name, one in filters.items()})
    return environment


def _without_long_ranges(filter_: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that refuses `(1..1000000000)`, of which it would make a list: no limit sees it."""

    @functools.wraps(filter_)
    def limited(value: Any, *arguments: Any, **named: Any) -> Any:
        from liquid.exceptions import LoopIterationLimitError

        for one in (value, *arguments):
            if isinstance(one, range) and len(one) > MOST_LOOPS:
                raise LoopIterationLimitError("a range is too long for a filter", token=None)
        return filter_(value, *arguments, **named)

    return limited
