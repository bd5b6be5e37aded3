"""Serves a stand-in tenant until it is interrupted: `python -m tests.tenant [--port N]`.

The first line is JSON: domain, port, file of the certificate authority, client id and secret.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import typing

from .hooks import End
from .server import serving


def main() -> int:
    """Serve; 0 where it was ended by SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m tests.tenant")
    parser.add_argument("--port", type=int, default=0, help="any free one unless given")
    ends = typing.get_args(End)
    parser.add_argument("--hooks", choices=ends, default="read-only", help="how hooks have ended")
    parser.add_argument("--separate-phone", action="store_true", help="no Unified Phone Experience")
    options = parser.parse_args()
    signals = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    with serving(options.port) as tenant:
        tenant.hooks.end = options.hooks
        tenant.settings.unified = not options.separate_phone
        facts = {
            "domain": tenant.domain,
            "port": tenant.port,
            "ca_file": str(tenant.ca_file),
            "client_id": tenant.client_id,
            "client_secret": tenant.client_secret,
        }
        sys.stdout.write(json.dumps(facts) + "\n")
        sys.stdout.flush()
        signal.sigwait(signals)
    return 0


if __name__ == "__main__":
    sys.exit(main())
