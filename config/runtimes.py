"""What Azure ML runs for a model: the code, and the server of an image of one's own."""

from config.base import Section
from config.serving_types import CodeReference, Port, ScriptPath
from config.types import UrlPath


class CodeConfig(Section):
    """The scoring script, out of a registered code asset."""

    asset: CodeReference
    """A registered code asset with its version: `azureml:NAME:VERSION`."""

    script: ScriptPath = "score.py"
    """Path of the scoring script inside the code asset."""


class ServerRoutes(Section):
    """Where the model server of an `image` answers."""

    port: Port = 8080
    """Port that the server listens on, for all of its paths."""

    scoring: UrlPath = "/score"
    """Path that answers predictions."""

    liveness: UrlPath = "/health"
    """Path that answers 200 while the server need not be restarted."""

    readiness: UrlPath = "/health"
    """Path that answers 200 when the server can take requests."""
