"""What a config asks of networks and backups that may be meant so, but seldom is: told as warnings."""

from collections.abc import Iterator

from config.paths import Path, dotted
from config.ranges import parsed
from config.stack import StackConfig


def oddities(config: StackConfig) -> Iterator[str]:
    """What is asked for and may have been meant otherwise: a warning each."""
    yield from _hidden_internet(config)
    yield from _single_backup(config)
    yield from _backup_elsewhere(config)


def _hidden_internet(config: StackConfig) -> Iterator[str]:
    """Ranges inside the platform that hosts of the internet have."""
    ranges: dict[Path, str] = {
        ("stamps", region, "addressSpace"): stamp.address_space
        for region, stamp in config.stamps.items()
        if stamp.address_space
    }
    ranges |= {("cluster", "podCidr"): config.cluster.pod_cidr, ("cluster", "serviceCidr"): config.cluster.service_cidr}
    for path, text in ranges.items():
        own = parsed(text)
        if own and own.is_global:
            yield (
                f"{dotted(path)}: {text} are public addresses. Whoever has them on the internet cannot be reached from "
                "here: what is sent to them stays inside. Unless they are your own, take a range of 10.0.0.0/8, "
                "172.16.0.0/12 or 192.168.0.0/16."
            )


def _single_backup(config: StackConfig) -> Iterator[str]:
    if config.backup and len(config.backup.regions) == 1:
        region = config.backup.regions[0]
        other = next((stamp for stamp in config.stamps if stamp != region), "another region")
        pair = "the copy that Azure keeps in the paired region" if "G" in config.backup.sku[9:] else "no copy elsewhere"
        yield (
            f"backup.regions: {region} alone, so nothing is replicated: if it is lost, there is {pair}. Add {other} "
            "for a copy of your own."
        )


def _backup_elsewhere(config: StackConfig) -> Iterator[str]:
    if config.backup and config.primary not in config.backup.regions:
        source = config.backup.regions[0]
        yield (
            f"backup.regions: the primary stamp's region, {config.primary}, is not among them. Artifacts are written "
            f"in {source} and restored from there, across regions, and no copy is where the models are served first. "
            f"Put {config.primary} first, unless that is meant."
        )
