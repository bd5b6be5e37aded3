"""`offhook tenant pull`: code, manifests, sessions and templates into files."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli.shared.diagnostics import AS_EXPECTED, Diagnostics, InputError
from tui.cli.shared.inputs import write_new
from tui.cli.shared.output import Output

from .common import opened

if TYPE_CHECKING:
    from sessions.tenant.pull import Pulled, PulledFile


def pull(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Write the files, none over another one without --force, or none at all."""
    from sessions.tenant.pull import TEMPLATE_FILES, pull, pull_templates

    folder = _folder(options.output or ".")
    with opened(options, err) as tenant:
        pulled = pull_templates(tenant) if options.templates else pull(tenant, options.what)
    _write(folder, pulled, out, err, force=options.force)
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


def _folder(place: str) -> Path:
    folder = Path(place)
    if not folder.is_dir():
        raise InputError(place, "is no folder")
    return folder


def _write(folder: Path, pulled: Pulled, out: Output, err: Diagnostics, *, force: bool) -> None:
    there = {file.name: _there(folder / file.name, file) for file in pulled.files}
    different = [name for name, state in there.items() if state == "different"]
    if different and not force:
        raise InputError(
            str(folder / different[0]),
            "is there already, and is another; --force replaces it, offhook tenant diff shows how",
        )
    for file in pulled.files:
        path = folder / file.name
        if there[file.name] == "same":
            err.note(f"{path}: is as it is in the tenant")
            continue
        _put(path, file, replace=there[file.name] == "different")
        out.line(str(path))


def _there(path: Path, file: PulledFile) -> str:
    from sessions.files import Unreadable, read_bytes

    if not path.exists() and not path.is_symlink():
        return "nothing"
    try:
        content = read_bytes(path, 1 << 24)
    except (OSError, Unreadable):
        return "different"
    return "same" if content == _content(path, file) else "different"


def _put(path: Path, file: PulledFile, *, replace: bool) -> None:
    content = _content(path, file)
    if not replace:
        write_new(path, content)
        return
    from sessions.store.disk import replace_text

    replace_text(path, content.decode())


def _content(path: Path, file: PulledFile) -> bytes:
    try:
        return file.text.encode()
    except UnicodeEncodeError:
        raise InputError(str(path), "would have half a character in it: no text in UTF-8") from None
