"""`python -m flowanim`: the same as the command `flowanim`."""

import sys

from flowanim.cli import main

if __name__ == "__main__":
    sys.exit(main())
