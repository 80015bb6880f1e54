"""`python -m ops`, without the cyclic collector: it finds nothing here and takes a third of a preview's time."""

import gc
import importlib
import signal
import sys
import traceback

from ops.interpreter import missing, too_old, unreadable

_WRONG, _BROKEN, _INTERRUPTED = 2, 70, 130  # as `ops.exits` has them, which a Python that is too old cannot read


def main() -> int:
    """Run the command; the exit status."""
    complaint = too_old(sys.version_info[:2])
    if not complaint:
        try:
            return int(importlib.import_module("ops.commands").main(sys.argv[1:]))
        except ImportError as error:
            complaint = missing(error)
            if not complaint:
                raise
        except SyntaxError as error:
            sys.stderr.write(unreadable(error) + "\n")
            return _BROKEN
        except KeyboardInterrupt:  # while the commands were imported, which see to it afterwards
            sys.stderr.write("interrupted\n")
            return _INTERRUPTED
    sys.stderr.write(complaint + "\n")
    return _WRONG


gc.disable()
signal.signal(signal.SIGTERM, signal.default_int_handler)  # or what was made for a while would stay
try:
    status = main()
except Exception:  # a mistake of ours; the 1 that Python ends with would say that a policy is violated
    traceback.print_exc()
    status = _BROKEN
gc.freeze()  # or the interpreter would look through all that is left as it ends
sys.exit(status)
