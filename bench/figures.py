"""Figures that all benchmarks need."""

import os
import sqlite3
import sys
from collections.abc import Sequence
from math import ceil
from pathlib import Path


def print_machine() -> None:
    """Prints what the figures are measured with, and whether the machine was busy before."""
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}")
    print(f"Cores that were busy in the minute before: {os.getloadavg()[0]:.1f}\n", flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    """The lowest of the values that at least this share of them does not exceed."""
    return sorted(values)[max(ceil(share * len(values)), 1) - 1]


def read_memory(name: str) -> float:
    """The memory of this process in MB: `VmRSS` is the current size, `VmHWM` the peak."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024 / 1e6
