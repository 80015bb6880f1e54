"""What the cluster itself says to an edit of a model's traffic, in the Common Expression Language.

The program cannot ask a cluster what is live, so that the cluster holds the guards of
`components/decisions/traffic_guards.py`: it compares the route as it would be with the route as it is. A test holds
the two to the same refusals.

Language and limits: https://kubernetes.io/docs/reference/using-api/cel/
"""

from pulumi_kubernetes import admissionregistration as admission
from pulumi_kubernetes import meta

from components.models.route import ROUTE_LABEL

_VARIABLES = {
    "model": "string(object.metadata.labels['app.kubernetes.io/name'])",
    "notes": "has(object.metadata.annotations) ? object.metadata.annotations : {}",
    "earlier": "has(oldObject.metadata.annotations) ? oldObject.metadata.annotations : {}",
    "next": "has(object.spec.rules[0].backendRefs) ? object.spec.rules[0].backendRefs : []",
    "known": "has(oldObject.spec.rules[0].backendRefs) ? oldObject.spec.rules[0].backendRefs : []",
    "live": "variables.known.filter(r, r.weight > 0)",
    "asked": "variables.next.filter(r, r.weight > 0)",
    "shadows": "has(oldObject.spec.rules[0].filters)"
    " ? oldObject.spec.rules[0].filters.filter(f, f.type == 'RequestMirror').map(f, f.requestMirror.backendRef.name)"
    " : []",
    "copies": "has(object.spec.rules[0].filters)"
    " ? object.spec.rules[0].filters.filter(f, f.type == 'RequestMirror').map(f, f.requestMirror.backendRef.name)"
    " : []",
    "first": "'ai-models/first-step' in variables.notes ? int(variables.notes['ai-models/first-step']) : 100",
    "step": "'ai-models/largest-step' in variables.notes ? int(variables.notes['ai-models/largest-step']) : 100",
    "shadowed": "'ai-models/shadow-first' in variables.notes && variables.notes['ai-models/shadow-first'] == 'true'",
    "keeps": "'ai-models/keep-last-good' in variables.notes && variables.notes['ai-models/keep-last-good'] == 'true'",
    "was": "'ai-models/stable' in variables.earlier"
    " ? variables.model + '-' + string(variables.earlier['ai-models/stable']) : ''",
    "now": "'ai-models/stable' in variables.notes"
    " ? variables.model + '-' + string(variables.notes['ai-models/stable']) : ''",
    # `stable` passes on only to one that has all the traffic, or where the old one is gone.
    "usurped": "variables.was != '' && variables.now != '' && variables.was != variables.now"
    " && variables.known.exists(r, r.name == variables.was)"
    " && !variables.live.exists(r, r.name == variables.now && r.weight == 100)",
    "trusted": "variables.usurped ? variables.was : variables.now",
    "grows": "variables.asked.filter(r, r.name != variables.trusted"
    " && !variables.live.exists(l, l.name == r.name && l.weight >= r.weight))",
    "fresh": "variables.grows.filter(r, !variables.live.exists(l, l.name == r.name))",
    # What a deployment runs, by the route's own note of it: a shadow proves only what it was a shadow of.
    "same": "variables.next.filter(r, ['runs.ai-models/' + string(r.name).substring(size(variables.model) + 1)].exists("
    "key, key in variables.notes && key in variables.earlier && variables.notes[key] == variables.earlier[key]))"
    ".map(r, r.name)",
    "unshadowed": "variables.shadowed"
    " ? variables.fresh.filter(r, !(r.name in variables.shadows && r.name in variables.same)) : []",
    "leaps": "variables.fresh.filter(r, r.weight > variables.first"
    " && !variables.unshadowed.exists(u, u.name == r.name))",
    "strides": "variables.grows.filter(r, r.weight > variables.step"
    " && !variables.live.exists(l, l.name == r.name && l.weight + variables.step >= r.weight)"
    " && !variables.unshadowed.exists(u, u.name == r.name) && !variables.leaps.exists(u, u.name == r.name))",
    "left": "variables.known.filter(r, !variables.next.exists(n, n.name == r.name))",
    "dropped": "variables.left.filter(r, r.weight > 0)",
    "orphaned": "variables.left.exists(r, r.name == variables.was && r.weight == 0)"
    " && !variables.next.exists(n, variables.live.exists(l, l.name == n.name && l.weight == 100))",
}
"""By name, each made from those before it."""


def traffic_policy() -> admission.v1.ValidatingAdmissionPolicySpecArgs:
    """The policy on updates of a model's route."""
    return admission.v1.ValidatingAdmissionPolicySpecArgs(
        failure_policy="Fail",
        match_constraints=admission.v1.MatchResourcesArgs(
            match_policy="Equivalent",
            object_selector=meta.v1.LabelSelectorArgs(match_labels={ROUTE_LABEL: "traffic"}),
            resource_rules=[rule("gateway.networking.k8s.io", "httproutes", "UPDATE")],
        ),
        variables=[admission.v1.VariableArgs(name=name, expression=text) for name, text in _VARIABLES.items()],
        validations=[_mirror(), *(guard(f"{_BOOTSTRAP} || {holds}", message) for holds, message in _GUARDS)],
    )


def rule(group: str, resource: str, *operations: str) -> admission.v1.NamedRuleWithOperationsArgs:
    """Operations on one kind of object."""
    return admission.v1.NamedRuleWithOperationsArgs(
        api_groups=[group], api_versions=["v1"], operations=list(operations), resources=[resource]
    )


def guard(holds: str, message: str) -> admission.v1.ValidationArgs:
    """What must hold, and what is said where it does not; the server wants a message of one line."""
    return admission.v1.ValidationArgs(expression=holds, message_expression=message)


def _mirror() -> admission.v1.ValidationArgs:
    return guard(
        "!variables.copies.exists(c, variables.asked.exists(r, r.name == c))",
        "'models.' + variables.model + '.mirror: a deployment with live traffic is never mirrored to as well;"
        " take it out of mirror'",
    )


def _short(name: str) -> str:
    """A deployment's own name: a backend is called by the model's and that."""
    return f"{name}.substring(size(variables.model) + 1)"


def _path(key: str, found: str) -> str:
    """The path in the config of the first deployment that was found."""
    return f"'models.' + variables.model + '.{key}.' + {_short(f'string(variables.{found}[0].name)')}"


def _weight(found: str) -> str:
    return f"{_path('traffic', found)} + ': ' + string(variables.{found}[0].weight) + ' %'"


_BOOTSTRAP = "size(variables.live) == 0"
"""While nobody has live traffic there is nothing to guard."""

_FIRST = "string(variables.first < variables.step ? variables.first : variables.step)"
_REST = (
    "(variables.trusted == '' ? ' %'"
    " : ' %, and give the rest to ' + variables.trusted.substring(size(variables.model) + 1))"
)
_MOST = (
    "string(variables.live.exists(l, l.name == variables.strides[0].name)"
    " ? int(variables.live.filter(l, l.name == variables.strides[0].name)[0].weight) + variables.step"
    " : variables.step)"
)
_GUARDS = (
    (
        "!variables.usurped",
        f"'models.' + variables.model + '.rollout.stable: ' + {_short('variables.now')} + ' has not all of the live"
        f" traffic; keep ' + {_short('variables.was')} + ' until another deployment has 100 %'",
    ),
    (
        "size(variables.unshadowed) == 0",
        f"{_weight('unshadowed')} + ' as first traffic, and no live request has been copied to it as it is"
        f" (rollout.shadowFirst); write 0 and ' + {_path('mirror', 'unshadowed')} + ' 10, run an up, then move it'",
    ),
    (
        "size(variables.leaps) == 0",
        f"{_weight('leaps')} + ' as first traffic is above rollout.firstStep; write at most ' + {_FIRST} + {_REST}",
    ),
    (
        "size(variables.strides) == 0",
        f"{_weight('strides')} + ' adds more than rollout.largestStep; write at most ' + {_MOST} + {_REST}",
    ),
    (
        "!variables.keeps || size(variables.dropped) == 0",
        f"{_path('deployments', 'dropped')} + ' still has ' + string(variables.dropped[0].weight) + ' % of the live"
        " traffic (rollout.keepLastGood); keep it, move its traffic, run an up, then remove it'",
    ),
    (
        "!variables.keeps || !variables.orphaned",
        f"'models.' + variables.model + '.deployments.' + {_short('variables.was')} + ' is what traffic returns to"
        " (rollout.keepLastGood); keep it until one that stays has had 100 % since an earlier up'",
    ),
)
"""What must hold of an update, and the message where it does not."""
