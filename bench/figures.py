"""What the benchmarks measure with."""

import os
import sqlite3
import sys
from collections.abc import Sequence
from math import ceil
from pathlib import Path


def print_machine() -> None:
    """What the figures below were measured with, and whether anything else was going on."""
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}")
    print(f"Cores that were busy in the minute before: {os.getloadavg()[0]:.1f}\n", flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    """The least of the values that so large a share of them does not exceed."""
    return sorted(values)[max(ceil(share * len(values)), 1) - 1]


def read_memory(name: str) -> float:
    """This process's, in MB: `VmRSS` is what is in memory now, `VmHWM` the most that ever was."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024 / 1e6
