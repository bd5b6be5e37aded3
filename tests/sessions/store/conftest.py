"""Fixtures for tests of files: a folder in which permissions count, for root too."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

NOBODY = 65534


@pytest.fixture
def plain_user_folder() -> Iterator[Path]:
    """A folder of a user for whom permissions hold; root becomes `nobody` for the test."""
    folder = Path(tempfile.mkdtemp(prefix="offhook-test-"))
    is_root = os.geteuid() == 0
    if is_root:
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)
