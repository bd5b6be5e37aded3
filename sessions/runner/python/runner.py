"""Runs one Python hook once: `python runner.py CHANNEL`. With one word more, the kind of their
namespace, it forks processes that do (`offhook_prepared.py`).

All of it is in `offhook_runner.py`, which Python keeps compiled, as it does no program: to compile
it would cost every start milliseconds.
"""

from __future__ import annotations

import offhook_runner

if __name__ == "__main__":
    offhook_runner.run()
