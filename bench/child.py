"""Run a bare program in a process of its own: `python -m bench.child FOLDER [as-it-comes]`."""

import gc
import importlib
import sys
from pathlib import Path

_AS_IT_COMES = sys.argv[2:] == ["as-it-comes"]

if not _AS_IT_COMES:
    gc.disable()  # before the imports, as `python -m ops` does
importlib.import_module("bench.defaults")
run = importlib.import_module("sandbox.program").run
recording = run(Path(sys.argv[1]), "ai-models", "bench", {"pulumi:disable-default-providers": '["*"]'})
if recording.refusals:
    sys.exit("\n".join(f"{refusal.urn}: {refusal.message}" for refusal in recording.refusals))
if not _AS_IT_COMES:
    gc.freeze()
