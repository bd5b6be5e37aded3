"""Packages that are ES modules only, in a hook that is CommonJS: what comes of it, what to do.

`require` gives the namespace of one since Node 20.19 and 22.12, and throws before
(https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require).
"""

from __future__ import annotations

import re
from typing import Final

from sessions.runner.events import EsModule, Event
from sessions.runner.transcript import Transcript

from .errors import error_of

_LAST_COMMONJS: Final = {
    **{"chalk": 4, "execa": 5, "file-type": 16, "find-up": 5, "globby": 11, "got": 11},
    **{"jose": 5, "mime": 3, "nanoid": 3, "node-fetch": 2, "normalize-url": 6, "ora": 5},
    **{"p-limit": 3, "p-map": 4, "p-queue": 6, "p-retry": 4, "p-timeout": 4, "query-string": 7},
    **{"serialize-error": 8, "string-width": 4, "strip-ansi": 6, "uuid": 11, "wrap-ansi": 7},
}
"""The last major version that `require` gives itself, of packages that hooks use."""
_MISUSED: Final = re.compile(r"^([\w$]+|\(.*)\S* is not a (?:function|constructor)")
_REFUSED: Final = frozenset({"ERR_REQUIRE_ESM", "ERR_REQUIRE_ASYNC_MODULE"})


def warnings(transcript: Transcript) -> list[str]:
    """What is to be known of each ES module that the hook gets by `require`."""
    return [_warning(module) for module in transcript.all(EsModule) if not module.refused]


def culprit(event: Event, transcript: Transcript) -> EsModule | None:
    """The ES module whose namespace was taken for its default export, or that Node refused."""
    facts, modules = error_of(event), transcript.all(EsModule)
    if facts is None:
        return None
    if facts.code in _REFUSED:
        return next((module for module in modules if module.refused), None)
    misused = _MISUSED.match(facts.message)
    if facts.name != "TypeError" or not misused:
        return None
    name = re.compile(rf"(?<![\w$]){re.escape(misused[1])}(?![\w$])")
    named = (one for one in modules if one.main and name.search(one.text))
    return next(named, None)


def advice(module: EsModule) -> str:
    """What to do about one that stands in the way."""
    name = module.name
    if module.refused:
        return f"{_is_one(module)}, which this Node cannot require. Install {_commonjs(name)}."
    return (
        f"{_is_one(module)}: require gives its namespace, and its default export is "
        f"require('{name}').default. Better install {_commonjs(name)}: a Node older than 20.19, "
        "as a platform may have, throws ERR_REQUIRE_ESM."
    )


def _warning(module: EsModule) -> str:
    return (
        f"{_is_one(module)}: require gives its namespace here, and throws ERR_REQUIRE_ESM where "
        f"the platform's Node is older than 20.19. To be safe, install {_commonjs(module.name)}."
    )


def _is_one(module: EsModule) -> str:
    version = f" {module.version}" if module.version else ""
    return f"{module.name}{version} is an ES module"


def _commonjs(name: str) -> str:
    major = _LAST_COMMONJS.get(name)
    return f"{name}@{major}" if major else "its last CommonJS version"
