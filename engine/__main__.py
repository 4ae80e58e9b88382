"""`python -m engine run|train|data …`: Rasa's own command line, in a process that dies with its parent.

Everything after `engine` goes to `rasa` as it is. A parent that is killed leaves no engine behind.
"""

import ctypes
import os
import runpy
import signal
import sys

PR_SET_PDEATHSIG = 1
PARENT_VARIABLE = "LOKET_ENGINE_PARENT"


def die_with_parent() -> None:
    """On Linux the kernel ends this process when its parent ends; elsewhere the supervisor's stop must do."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    # The parent may have died before the line above: then the kernel will never tell.
    parent = os.environ.get(PARENT_VARIABLE)
    if parent and os.getppid() != int(parent):
        sys.exit("the parent of this engine is gone")


def main() -> None:
    """Hands over to Rasa's command line."""
    die_with_parent()
    sys.argv[0] = "rasa"
    runpy.run_module("rasa", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
