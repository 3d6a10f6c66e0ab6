"""`python -m db.catalogue`: the operator's command for updating the titles."""

import sys

from db.titles.catalogue.command import main

if __name__ == "__main__":
    sys.exit(main())
