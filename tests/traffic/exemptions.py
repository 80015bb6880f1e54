"""The states in which a promise is not asserted: all of them, by a name that the code says where it lets one pass.

`docs/traffic/README.md` shows the list; `make test-deep` says how often each was needed.
"""

from collections.abc import Mapping

OWN_FAILURE = "the service fails while it changes what is live"
UNSEEN_LOSS = "deleted on Kubernetes behind Pulumi's back"
UNSEEN_MOVE = "moved on Kubernetes behind Pulumi's back"
RETIRED = "retired by an earlier `up`"
DESTROY = "destroy"
CUT_SHORT = "an `up` that was cut short"
BY_HAND = "traffic taken by hand"
GIVEN_UP = "a guard is turned off"
TARGETED = "`--target` without what the target needs"

EXEMPTIONS: Mapping[str, str] = {
    OWN_FAILURE: "An allowed change of a deployment with live traffic (its probes, variables, instances) is taken by "
    "Azure and then fails there: what Azure leaves of the deployment is Azure's. Its share is not moved by itself.",
    UNSEEN_LOSS: "A Deployment or Service that no route names, deleted with `kubectl` or by a request whose answer was "
    "lost, and then given traffic without a refresh: see ADR 7. `pulumi up --refresh` first.",
    UNSEEN_MOVE: "Weights changed with `kubectl`, or by a request whose answer was lost: the outputs say what was "
    "written last until `pulumi up --refresh`.",
    RETIRED: "Once an `up` has written `retire: true`, a model or its stamp may leave the config, and the model may "
    "change its name, target or address: its endpoint goes with its traffic. Nothing of it is taken before that edit. "
    "The same until an `up` that takes `retire` out again has come to its end.",
    DESTROY: "`pulumi destroy` deletes what has traffic.",
    CUT_SHORT: "An `up` that failed, was interrupted or killed may end before its promise about the end of an `up`; "
    "what holds after every single request holds in it too.",
    BY_HAND: "What a hand has taken the `up` need not have kept: less than 100 % before a request may stay less.",
    GIVEN_UP: "With `rollout.freezeLive: false` what a deployment with live traffic runs may change, with "
    "`rollout.keepLastGood: false` one may leave in the edit that moves its traffic elsewhere.",
    TARGETED: "`pulumi up --target` of a route alone leaves out what its Deployments wait for: outputs and order are "
    "asserted for whole runs only.",
}
"""What each means, in the words of the docs."""
