"""What to do next, for one who begins in an empty folder: send, expect, replay, save; and
which keys have nothing to do."""

from __future__ import annotations

from .keeping.library import Library
from .results import Answered
from .sending.outcomes import Outcomes
from .stage import Workspace


class FirstSteps:
    """Names the next step until the session is saved. A step that was done is not named again."""

    def __init__(self, work: Workspace, library: Library, outcomes: Outcomes) -> None:
        self._work = work
        self._library = library
        self._outcomes = outcomes
        self._was_replayed = False

    @property
    def next(self) -> str:
        """The key, as in `keys`; empty where there is a session already, and where the outcome
        says what to do: it is not a good one."""
        document, state = self._work.document, self._work.state
        self._was_replayed |= self._outcomes.replayed
        if document.path is not None or document.saved is None or not self._library.is_empty:
            return ""
        if state is None:
            return "send"
        if not (isinstance(state, Answered) and state.good):
            return ""
        if document.saved.expect is None:
            return "expect"
        return "save" if self._was_replayed else "replay"

    @property
    def idle(self) -> set[str]:
        """The keys, as in `keys`, that are of an outcome or a failure where there is none."""
        work, found = self._work, set[str]()
        if work.results.good(work.key) is not False:
            found.add("next-failure")
        if not isinstance(work.state, Answered):
            found.add("expect-this")
        return found
