"""What every test may ask for."""

import shutil
import signal

import pytest

# What runs tests in the background has them ignore interrupts, which every process that they start would inherit.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def engine() -> str:
    """The path of a real `pulumi`; a test that needs one is skipped where there is none."""
    path = shutil.which("pulumi")
    if path is None:
        pytest.skip("no pulumi on PATH")
    return path
