"""What the text that names a target means: the only place where such a text is taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

STARTER: Final = "starter"
DEFAULT_FUNCTION: Final = "handler"
"""What is called in a Python file that is named without a function."""
SUFFIXES: Final = (".js", ".cjs", ".mjs", ".py")
"""Of the files that hooks are written in, in whatever case they stand."""

Form: TypeAlias = Literal["starter", "url", "javascript", "python", "module", "folder", "none"]

_SCHEME: Final = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+)(?P<rest>://.*)", re.DOTALL)
"""Of two letters at least: one letter is a drive of Windows."""
_JAVASCRIPT: Final = re.compile(
    r"(?P<path>.*\.[cm]?js)(?::(?P<called>[\w$]*))?", re.IGNORECASE | re.DOTALL
)
_PYTHON: Final = re.compile(
    r"(?P<path>.*\.py)(?::(?P<called>[^\W\d][\w.]*))?", re.IGNORECASE | re.DOTALL
)
_MODULE: Final = re.compile(r"(?P<module>[^\W\d]\w*(\.[^\W\d]\w*)*):(?P<called>[^\W\d][\w.]*)")
_FOLDER: Final = re.compile(r"(?P<path>[^#]+)#(?P<called>.+)", re.DOTALL)
"""As in a URL the first `#` counts: an Action's name may have more of them."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a target is, as its text says it; whether anything is there, nobody has looked.

    `starter` · `https://…` · `hook.js`, `.cjs`, `.mjs`, or `action.js:EXPORT` · `file.py:function`,
    or `file.py` · `module:function` · `folder#NAME`, or `tenant.yaml#hooks/NAME`, of a folder that
    the platform's deployment tool reads. The scheme of a URL and the ending of a file count in
    whatever case they stand. `str` gives a text that parses to an equal location.
    """

    text: str
    """As it was given, without blanks around it, a URL's scheme in small letters."""
    form: Form = "none"
    scheme: str = ""
    """Of a URL; empty where it begins with a variable that nobody has filled in."""
    path: str = ""
    """Of a file or a folder, as it is written."""
    module: str = ""
    called: str | None = None
    """The export or the function, where one is named; of a folder the hook or the Action."""

    @classmethod
    def parse(cls, text: str) -> Location:
        """What a text means; every text means something, if only `none`."""
        text = text.strip()
        if text == STARTER:
            return cls(text, "starter")
        if match := _SCHEME.fullmatch(text):
            scheme = match["scheme"].lower()
            return cls(scheme + match["rest"], "url", scheme=scheme)
        if match := _JAVASCRIPT.fullmatch(text):
            return cls(text, "javascript", path=match["path"], called=match["called"])
        if match := _PYTHON.fullmatch(text):
            return cls(text, "python", path=match["path"], called=match["called"])
        if match := _MODULE.fullmatch(text):
            return cls(text, "module", module=match["module"], called=match["called"])
        if match := _FOLDER.fullmatch(text):
            return cls(text, "folder", path=match["path"], called=match["called"])
        return cls(text)

    @classmethod
    def of_url(cls, text: str) -> Location:
        """What stands where a URL belongs, as `url` of a session's target: never a hook."""
        parsed = cls.parse(text)
        return parsed if parsed.form == "url" else cls(parsed.text, "url")

    def __str__(self) -> str:
        return self.text

    @property
    def is_remote(self) -> bool:
        """Whether it is an endpoint, whose calls nobody here catches, nor answers with a fault."""
        return self.form == "url" and self.scheme in ("http", "https", "")

    @property
    def function(self) -> str:
        """What is called in Python."""
        return self.called or DEFAULT_FUNCTION

    def file(self, base: Path) -> Path | None:
        """The file or folder, its path counted from `base` unless it is absolute; None where it has
        none."""
        if not self.path:
            return None
        try:
            path = Path(self.path).expanduser()
        except RuntimeError:  # `~nobody`
            path = Path(self.path)
        return path if path.is_absolute() else base / path

    def in_file(self, path: str) -> Location:
        """The same export, function, hook or Action, of a file or folder at another path."""
        sign = "#" if self.form == "folder" else ":"
        return Location.parse(path if self.called is None else f"{path}{sign}{self.called}")
