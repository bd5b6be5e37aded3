"""Without the extra `port` there is nothing to port with."""

from __future__ import annotations

import importlib.util

if importlib.util.find_spec("tree_sitter_javascript") is None:
    collect_ignore_glob = ["test_*.py"]
