"""`offhook tenant pull`: code, manifests, sessions and templates into files."""

from __future__ import annotations

import argparse
from pathlib import Path

from tui.cli.shared.diagnostics import AS_EXPECTED, Diagnostics
from tui.cli.shared.output import Output, on_one_line

from .common import opened


def pull(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Write the files, none over another one without --force, or none at all."""
    from sessions.tenant.pull import TEMPLATE_FILES, Pulled, pull, pull_templates
    from sessions.tenant.writing import look, write

    folder = Path(options.output or ".")
    look(folder, Pulled(()))  # that there is no such folder is said before anything is asked for
    with opened(options, err) as tenant:
        pulled = pull_templates(tenant) if options.templates else pull(tenant, options.what)
    written = write(folder, pulled, force=options.force)
    for path in written.same:
        err.note(f"{path}: is as it is in the tenant")
    for path in (*written.new, *written.other):
        out.line(on_one_line(str(path)))
    for remark in pulled.remarks:
        err.note(remark)
    if options.templates and pulled.files:
        there = {file.name for file in pulled.files}
        flags = " ".join(
            f"--{name.removesuffix('.liquid')}-template {folder / name}"
            for name in TEMPLATE_FILES.values()
            if name in there
        )
        err.note(f"in the demo: offhook demo {flags}")
    return AS_EXPECTED
