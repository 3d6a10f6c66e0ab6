"""`python -m db.catalogue`: the command with which an operator updates the titles."""

import sys

from db.titles.catalogue.command import main

if __name__ == "__main__":
    sys.exit(main())
