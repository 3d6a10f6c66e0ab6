"""A small file of bundled titles, for tests that need no more."""

import json
from pathlib import Path

from db.titles.catalogue.seed import SEED

SIZE = 100
KNOWN = ("mal/16498", "mal/52991")
"""Keys of titles in the small file. Its other titles are from all years."""


def write_seed(path: Path) -> None:
    """Writes a file with `SIZE` of the bundled titles."""
    metadata, *lines = SEED.read_text(encoding="utf-8").splitlines()
    known = [line for line in lines if json.loads(line)["k"][0] in KNOWN]
    others = [line for line in lines if line not in known]
    chosen = others[:: len(others) // SIZE][: SIZE - len(known)]
    path.write_text("\n".join([metadata, *chosen, *known]) + "\n", encoding="utf-8")
