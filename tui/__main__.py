"""The command `offhook`, which `python -m tui` is too."""

import signal


def main() -> int:
    """Load the command line, run it, and return the exit status.

    Loading takes a tenth of a second, and Ctrl+C then ends the process as the system does it, in
    silence: Python's way is a traceback through what is being imported.
    """
    interrupt = signal.getsignal(signal.SIGINT)
    if interrupt is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from tui.cli import main as command_line

    signal.signal(signal.SIGINT, interrupt)
    return command_line.main()


if __name__ == "__main__":
    raise SystemExit(main())
