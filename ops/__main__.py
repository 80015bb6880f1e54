"""`python -m ops`."""

import sys

from ops.commands import main

sys.exit(main(sys.argv[1:]))
