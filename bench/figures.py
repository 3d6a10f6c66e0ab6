"""What the benchmarks measure with."""

from collections.abc import Sequence
from math import ceil
from pathlib import Path


def percentile(values: Sequence[float], share: float) -> float:
    """The least of the values that so large a share of them does not exceed."""
    return sorted(values)[max(ceil(share * len(values)), 1) - 1]


def read_memory(name: str) -> float:
    """This process's, in MB: `VmRSS` is what is in memory now, `VmHWM` the most that ever was."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024 / 1e6
