"""The stack's outputs: where callers find each model, whatever its target."""

from tests.components.declared import Declared, plain
from tests.platform.conftest import config_of, preview


def test_every_online_model_has_the_address_that_its_own_route_or_endpoint_answers_at() -> None:
    config = config_of("dev")
    config["models"]["recommendation-engine"]["route"] = {
        "host": "scores.models.dev.example.com",
        "path": "/predictions",
    }
    run = Declared(preview(config, "dev"))
    addresses = run.outputs["stamps"]["eastus"]["scoringUris"]
    assert addresses["recommendation-engine"] == "https://scores.models.dev.example.com/predictions"
    assert addresses["fraud"].startswith("https://ep-shop-dev-eastus-fraud-")
    route = plain(run.inputs("shop-eastus-models-recommendation-engine-route-traffic"))["spec"]
    assert route["hostnames"] == ["scores.models.dev.example.com"]
    assert route["rules"][0]["matches"][0]["path"]["value"] == "/predictions"
