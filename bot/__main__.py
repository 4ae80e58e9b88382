"""`python -m bot`: the command line."""

import gc
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; 0 when it went well."""
    # Reading modules and data makes a million objects and no garbage: to look for it all the while takes a sixth of
    # the time until the first page. Whoever runs the command turns it on again.
    gc.disable()
    from bot.command import main as command

    return command(arguments)


if __name__ == "__main__":
    sys.exit(main())
