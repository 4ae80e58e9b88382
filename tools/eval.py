"""`make eval`: starts a loket of its own, asks it the project's test sentences, prints the figures, stops it.

With `--leercurve` (`make eval` gives it) the learning curve follows; every other option is that of `python -m bot.evaluation`.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 300
CURVE = "--leercurve"


def free_port() -> int:
    """A port on loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_ready(url: str) -> bool:
    """Whether loket and engine answer."""
    try:
        with urllib.request.urlopen(url + "/readyz", timeout=3) as answer:  # noqa: S310 - our own loopback address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def main() -> int:
    """The evaluation's exit code, or that of the learning curve when it is asked for and the evaluation did well."""
    asked = [one for one in sys.argv[1:] if one != CURVE]
    measured = evaluate(asked)
    if measured or CURVE not in sys.argv:
        return measured
    # Training is the engine's: its own Python, and one thread, as citizens are served beside it.
    return subprocess.call(
        [str(ROOT / ".venv-rasa" / "bin" / "python"), str(ROOT / "tools" / "curve.py")],
        cwd=str(ROOT),
        env={**os.environ, "OMP_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"},
    )


def evaluate(options: list[str]) -> int:
    """The evaluation's exit code; the loket is stopped whatever happens."""
    with tempfile.TemporaryDirectory(prefix="loket-eval-") as folder:
        names = ("LOKET_PORT", "LOKET_ACTIONS_PORT", "LOKET_ENGINE_PORT")
        ports = {name: str(free_port()) for name in names}
        environment = {
            **os.environ,
            **ports,
            "LOKET_ENV_FILE": os.devnull,
            "LOKET_ENV": "demo",
            "LOKET_VAR": folder,
            "LOKET_RATE_PER_ADDRESS": "1000000",
        }
        url = "http://127.0.0.1:" + ports["LOKET_PORT"]
        with open(Path(folder) / "loket.log", "wb") as log:
            loket = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                cwd=str(ROOT),
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            end = time.monotonic() + START_SECONDS
            while not is_ready(url):
                if time.monotonic() > end or loket.poll() is not None:
                    print((Path(folder) / "loket.log").read_text(errors="replace")[-2000:], file=sys.stderr)
                    return 2
                time.sleep(0.5)
            return subprocess.call(
                [sys.executable, "-m", "bot.evaluation", "--url", url, *options], cwd=str(ROOT)
            )
        finally:
            loket.send_signal(signal.SIGINT)
            try:
                loket.wait(20)
            except subprocess.TimeoutExpired:
                loket.kill()


if __name__ == "__main__":
    sys.exit(main())
