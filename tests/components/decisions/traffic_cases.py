"""Random endpoints and edits, for tests of the traffic decision."""

from hypothesis import strategies as st

from components.decisions.traffic import DesiredTraffic, LiveDeployment, LiveEndpoint
from config.rollout import RolloutConfig

NAMES = ("blue", "green", "red")
BY_HAND = "byhand"


def weights(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, int]]:
    """Whole percents of `names` that sum to 100."""
    cuts = st.lists(st.sampled_from([0, 5, 10, 30, 50, 90, 100]), min_size=len(names) - 1, max_size=len(names) - 1)
    ends = cuts.map(lambda found: [0, *sorted(found), 100])
    return ends.map(lambda at: {name: at[i + 1] - at[i] for i, name in enumerate(names)})


@st.composite
def live_endpoints(draw: st.DrawFn) -> LiveEndpoint:
    """Endpoints that Azure could answer with: failed, hand-made and unnamed deployments among them."""
    there = draw(st.sets(st.sampled_from([*NAMES, BY_HAND])))
    deployments = {
        name: LiveDeployment(
            succeeded=draw(st.sampled_from([True, True, True, False])),
            runs=draw(st.sampled_from(["v1", "v1", "v2"])),
            ours=name != BY_HAND,
        )
        for name in sorted(there)
    }
    traffic = draw(st.one_of(st.just({}), weights(tuple(deployments)))) if deployments else {}
    shadows = [name for name in deployments if not traffic.get(name)]
    mirror = draw(st.sampled_from([{}, *({name: 20} for name in shadows)])) if any(traffic.values()) else {}
    stable = draw(st.sampled_from([None, *NAMES]))
    return LiveEndpoint(traffic=traffic, mirror=mirror, stable=stable, deployments=deployments)


@st.composite
def guards(draw: st.DrawFn, declared: tuple[str, ...]) -> RolloutConfig:
    """Rollouts that the config's checks let through: limited steps and shadows have a `stable`."""
    stable = draw(st.sampled_from([None, *declared]))
    steps = {
        "firstStep": draw(st.sampled_from([5, 10, 100])),
        "largestStep": draw(st.sampled_from([1, 20, 50, 100])),
        "shadowFirst": draw(st.booleans()),
    }
    return RolloutConfig.model_validate(
        {
            "stable": stable,
            "keepLastGood": draw(st.booleans()),
            "freezeLive": draw(st.booleans()),
            **(steps if stable else {}),
        }
    )


@st.composite
def edits(draw: st.DrawFn) -> DesiredTraffic:
    """What a config that the checks let through may ask for."""
    declared = tuple(sorted(draw(st.sets(st.sampled_from(NAMES), min_size=1))))
    traffic = draw(weights(declared))
    shadows = [name for name in declared if not traffic[name]]
    return DesiredTraffic(
        traffic=traffic,
        mirror=draw(st.sampled_from([{}, *({name: 10} for name in shadows)])),
        deployments={name: draw(st.sampled_from(["v1", "v1", "v2"])) for name in declared},
        guards=draw(guards(declared)),
    )
