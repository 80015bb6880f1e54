"""`python -m ops`, without the cyclic collector: it finds nothing here and takes a third of a preview's time."""

import gc
import importlib
import sys

gc.disable()
status = importlib.import_module("ops.commands").main(sys.argv[1:])
gc.freeze()  # or the interpreter would look through all that is left as it ends
sys.exit(status)
