"""Run the command line with ``python -m musterbook``."""

import sys

from musterbook.cli import main

if __name__ == "__main__":
    sys.exit(main())
