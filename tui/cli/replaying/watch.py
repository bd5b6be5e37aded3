"""`offhook replay --watch`: what a changed file touches is sent again, failures first."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sessions.errors import OffhookError
from tui.cli.shared.diagnostics import Diagnostics, InputError, UsageError

if TYPE_CHECKING:
    from sessions.replay.run import Step
    from sessions.replay.touching import Touching
    from sessions.store.session_file import SessionFile

_MOST_NAMED: Final = 3


def refuse_unwatched(options: argparse.Namespace) -> None:
    """Let nothing pass that is for a replay which ends.

    Raises:
        UsageError: an option that does not go with `--watch`, or what watches is not installed.
    """
    if not options.watch:
        return
    others = {
        "--format": options.format != "text",
        "--output": options.output,
        "--accept": options.accept,
        "--failed": options.failed,
    }
    for name in (name for name, given in others.items() if given):
        raise UsageError(f"{name} is for a replay that ends, and --watch goes on: leave one out")
    from sessions.replay.watching import NOT_INSTALLED, can_watch

    if not can_watch():
        raise UsageError(f"--watch {NOT_INSTALLED}")


class Watch:
    """Sessions that are sent, and in part sent again, until somebody ends it."""

    def __init__(
        self,
        options: argparse.Namespace,
        err: Diagnostics,
        *,
        read: Callable[[], Sequence[SessionFile] | None],
        send: Callable[[Sequence[SessionFile]], Awaitable[Sequence[Step]]],
    ) -> None:
        """`read` gives the sessions as they are now, None where it has said what is wrong with
        them; `send` sends some of their invocations, and reports."""
        self._options = options
        self._err = err
        self._read = read
        self._send = send
        self._files: Sequence[SessionFile] = ()
        self._sent: Sequence[SessionFile] = ()
        self._bad: dict[tuple[Path, str], bool] = {}

    async def run(self, files: Sequence[SessionFile]) -> None:
        """Send all, then what changes touch, until it is cancelled.

        Raises:
            InputError: the folders cannot be watched.
        """
        from sessions.replay.watching import CannotWatch, FileWatch

        self._files = files
        touched: Sequence[SessionFile] = files
        try:
            async with FileWatch() as watch:
                while True:
                    await watch.over(self._folders(self._touching()))
                    await self._round(touched)
                    touched = self._touched(await watch.changed())
        except CannotWatch as error:
            raise InputError(", ".join(self._options.paths), str(error)) from None

    def _touching(self) -> Touching:
        from sessions.replay.touching import Touching

        options = self._options
        return Touching(self._files, target=options.target, env_file=options.env_file)

    def _folders(self, touching: Touching) -> frozenset[Path]:
        return touching.folders([one for one in map(Path, self._options.paths) if one.is_dir()])

    def _touched(self, changed: Collection[Path]) -> Sequence[SessionFile]:
        """What is to be sent because of a change, failures first; the sessions are read again."""
        if any(path.suffix == ".toml" for path in changed):
            try:
                found = self._read()
            except OffhookError as error:
                self._err.error(str(error))
                found = None
            if found is None:
                return ()
            self._files = found
        touched = self._touching().by(changed, self._sent)
        if touched:
            names = sorted({path.name for path in changed})
            more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
            self._err.note(f"changed: {', '.join(names[:_MOST_NAMED])}{more}")
        return touched

    async def _round(self, files: Sequence[SessionFile]) -> None:
        from sessions.replay.select import failures_first

        if not files:
            return
        bad = self._bad
        try:
            steps = await self._send(failures_first(files, lambda *one: bad.get(one, False)))
        except OffhookError as error:
            if not bad:  # the first time it is as without --watch
                raise
            self._err.error(str(error))
            return
        self._sent = self._files
        for step in steps:
            if step.path and step.ran:
                bad[step.path, step.name] = not step.verdict.met
        there = {(file.path, name) for file in self._files for name in file.session.invocation}
        sent = sum(len(file.session.invocation) for file in files)
        wrong = sum(is_bad for key, is_bad in bad.items() if key in there)
        of_all = f"of all {len(there)} {wrong or 'none'} not as expected; "
        waiting = "waiting for changes, Ctrl+C ends"
        self._err.note(waiting if sent == len(there) else of_all + waiting)
