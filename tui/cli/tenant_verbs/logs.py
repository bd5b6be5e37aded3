"""`offhook tenant logs`: what the tenant's log says of phone messages, and sessions of it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli.shared.diagnostics import AS_EXPECTED, Diagnostics, InputError
from tui.cli.shared.inputs import refuse_existing
from tui.cli.shared.output import Output, on_one_line

from .common import opened

if TYPE_CHECKING:
    from sessions.contract.json_text import JsonValue
    from sessions.tenant.logs import Logged


def logs(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Print the newest entries, oldest first, or write the session that they make."""
    from sessions.tenant.logs import phone_logs

    target = refuse_existing(options.import_) if options.import_ else None
    with opened(options, err) as tenant:
        found = phone_logs(tenant, options.limit)
        domain = tenant.domain
    found.reverse()
    if not found:
        if target:
            raise InputError(domain, "its log has nothing about phone messages")
        err.note(f"{domain}: its log has nothing about phone messages")
    if target:
        _import(target, found, domain, err)
        return AS_EXPECTED
    for one in found:
        line = on_one_line(f"{one.date}  {one.said}" + (f"  {one.error}" if one.error else ""))
        out.line(out.style.bad(line) if one.error else line)
    return AS_EXPECTED


def _import(target: Path, found: list[Logged], domain: str, err: Diagnostics) -> None:
    from sessions.interchange.reading.found import NothingFound
    from sessions.interchange.reading.log import read_log
    from sessions.interchange.reading.session import session_of
    from sessions.listening.stand_ins import StandIns
    from sessions.store import session_file
    from sessions.tenant.people import without_people

    entries: list[JsonValue] = [*without_people([one.entry for one in found], StandIns())]
    try:
        imported = session_of(read_log(entries), target.stem)
    except NothingFound as problem:
        raise InputError(domain, f"its log {problem}") from None
    session_file.write(target, imported.session)
    err.note(f"{target}: {len(imported.session.invocation)} from the log of {domain}")
    err.note(f"{target}: numbers, names, addresses and IDs of people are others")
    for remark in imported.remarks:
        err.note(f"{target}: {remark}")
