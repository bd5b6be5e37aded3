"""`offhook tenant push`: an Action into a tenant, shown before anything is written."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from sessions.errors import OffhookError
from tui.cli.shared.asking import agreed, can_ask
from tui.cli.shared.diagnostics import AS_EXPECTED, NOT_AS_EXPECTED, Diagnostics, UsageError
from tui.cli.shared.output import Output, on_one_line

from .common import local_action, opened
from .diff import shown

if TYPE_CHECKING:
    from sessions.tenant.access import Tenant
    from sessions.tenant.journal import Journal
    from sessions.tenant.local import LocalAction
    from sessions.tenant.plan import PushPlan, Wishes


def push(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Show what would be done, ask, and do it; or take back what a cut-off push has made."""
    from sessions.tenant.journal import Journal
    from sessions.tenant.plan import plan_push
    from sessions.tenant.trying import check_number

    is_named = options.undo and options.name and not options.what
    if len(options.what) != 1 and not is_named:
        raise UsageError("push: give one file of an Action, or one session of it")
    if options.try_:
        check_number(options.try_)
    journal = Journal()
    if options.undo:
        name = options.name or local_action(options, options.what[0]).name
        with opened(options, err) as tenant:
            return _undo(tenant, name, journal, options, err)
    local = local_action(options, options.what[0])
    with opened(options, err) as tenant:
        wishes = _wishes(options, local)
        entry = journal.find(tenant.domain, local.name)
        plan = plan_push(tenant, local, wishes, cut_off_at=entry.step if entry else "")
        _show(plan, tenant, out, err)
        if not plan.steps:
            if entry:
                journal.remove(tenant.domain, local.name)
            err.note(f"{local.name}: {tenant.domain} has it already, and runs it")
            return _try(tenant, options, out, err)
        if options.dry_run:
            err.note("nothing is written: --dry-run")
            return AS_EXPECTED
        if not _meant(options, f"Do this in {tenant.domain}? [y/N] ", err):
            return NOT_AS_EXPECTED
        status = _run(tenant, plan, journal, err)
        return status or _try(tenant, options, out, err)


def _wishes(options: argparse.Namespace, local: LocalAction) -> Wishes:
    """The values of secrets, from where those of hooks come from, and what else is asked for."""
    from sessions.secrets.lookup import environment
    from sessions.tenant.plan import Wishes

    return Wishes(
        values=environment(os.environ, options.env_file, folder=local.path.parent),
        send_secrets=options.send_secrets,
        bind=not options.no_bind,
        methods=tuple(dict.fromkeys(options.delivery)) or ("text",),
    )


def _show(plan: PushPlan, tenant: Tenant, out: Output, err: Diagnostics) -> None:
    for line in shown(plan.differing, out.style, tenant.hidden):
        out.line(line)
    for remark in plan.remarks:
        err.warn(remark)
    for line in plan.lines():
        out.line(on_one_line(f"{tenant.domain}: {line}"))
    out.flush()


def _meant(options: argparse.Namespace, question: str, err: Diagnostics) -> bool:
    if options.yes:
        return True
    if not can_ask(err):
        raise UsageError("nothing is written: nobody is there to be asked; --yes says it is meant")
    if not agreed(question, err):
        err.note("nothing is written")
        return False
    return True


def _run(tenant: Tenant, plan: PushPlan, journal: Journal, err: Diagnostics) -> int:
    from sessions.tenant.push import Push

    hold = journal.hold()
    try:
        pushed = Push(tenant, plan, journal, err.note).run()
    except OffhookError as error:
        err.error(str(error))
        if journal.find(tenant.domain, plan.local.name):
            err.note("what was done so far stays; the same push goes on, --undo takes it back")
        return NOT_AS_EXPECTED
    except KeyboardInterrupt:
        err.note("cut off; the same push goes on from there, --undo takes it back")
        raise
    finally:
        hold.release()
    err.note(f"{pushed.action.name}: is in {tenant.domain} ({pushed.action.id})")
    return AS_EXPECTED


def _try(tenant: Tenant, options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Have a message sent, where that is asked for, and show what comes of it."""
    if not options.try_ or options.dry_run:
        return AS_EXPECTED
    from sessions.tenant.trying import try_message

    method = (options.delivery or ["text"])[0]
    if not _meant(options, f"Send a test message ({method}) to {options.try_}? [y/N] ", err):
        return NOT_AS_EXPECTED
    tried = try_message(tenant, options.try_, method)
    for error in tried.errors:
        out.line(out.style.bad(on_one_line(error)))
    if tried.problem:
        err.warn(f"errors of Actions cannot be read: {tried.problem}")
    err.note(f"test message: {tried.said or 'nothing is said of it'}")
    return AS_EXPECTED if tried.is_taken and not tried.errors else NOT_AS_EXPECTED


def _undo(
    tenant: Tenant,
    name: str,
    journal: Journal,
    options: argparse.Namespace,
    err: Diagnostics,
) -> int:
    from sessions.tenant.push import undo

    entry = journal.find(tenant.domain, name)
    if entry is None:
        raise UsageError(f"--undo: no push of {name} to {tenant.domain} was cut off")
    what = "keep it as it is now" if entry.existed else f"remove the Action {name}"
    if options.dry_run:
        err.note(f"{tenant.domain}: would {what}; nothing is written: --dry-run")
        return AS_EXPECTED
    question = f"{entry.said[0].upper()}{entry.said[1:]}. Now {what} in {tenant.domain}? [y/N] "
    if not _meant(options, question, err):
        return NOT_AS_EXPECTED
    hold = journal.hold()
    try:
        err.note(undo(tenant, entry, journal))
    finally:
        hold.release()
    return AS_EXPECTED
