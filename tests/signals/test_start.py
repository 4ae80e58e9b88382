import subprocess
import sys

from tests.conftest import ROOT


def test_a_loket_that_starts_loads_nothing_that_only_clusters_or_reports_need() -> None:
    heavy = "{'sklearn', 'scipy', 'numpy', 'openpyxl', 'docx'}"
    code = f"import sys, bot.command; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
