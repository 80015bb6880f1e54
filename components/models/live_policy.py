"""What the cluster itself says to a change of what its route names: it stays, and what has live traffic stays as it is.

A Deployment or Service without traffic stays too while the route names it: Pulumi would take one that was deleted by
hand for there, and the next edit would send callers to nobody. Pulumi's own deletions come after the route's write.
"""

from pulumi_kubernetes import admissionregistration as admission

from components.models.traffic_policy import guard, rule

_OTHERS = (
    "!(string(request.userInfo.username).startsWith('system:serviceaccount:kube-system:')"
    " || request.userInfo.username == 'system:kube-controller-manager')"
)
"""The cluster's own controllers are not asked: they empty a namespace that is deleted, in an order of their own."""

_LIVE = (
    "has(params.spec.rules[0].backendRefs) && params.spec.rules[0].backendRefs.exists(r,"
    " r.name == oldObject.metadata.name && r.weight > 0)"
)
_SHADOWS = (
    "has(params.spec.rules[0].filters) && params.spec.rules[0].filters.exists(f,"
    " f.type == 'RequestMirror' && f.requestMirror.backendRef.name == oldObject.metadata.name)"
)
_NAMED = (
    "(has(params.spec.rules[0].backendRefs) && params.spec.rules[0].backendRefs.exists(r,"
    f" r.name == oldObject.metadata.name)) || ({_SHADOWS})"
)
_FROZEN = (
    "has(object.metadata.annotations) && 'ai-models/freeze-live' in object.metadata.annotations"
    " && object.metadata.annotations['ai-models/freeze-live'] == 'true'"
)
# Of Services there are no updates here; `dyn` keeps the server's check from missing the field in them.
_SAME_IMAGES = (
    "dyn(object).spec.template.spec.containers.all(c, dyn(oldObject).spec.template.spec.containers.exists(o,"
    " o.name == c.name && o.image == c.image))"
)


def live_policy() -> admission.v1.ValidatingAdmissionPolicySpecArgs:
    """The policy on Deployments and Services of models; its parameter is the route of the model's traffic.

    Scaling is a resource of its own, which it does not match.
    """
    return admission.v1.ValidatingAdmissionPolicySpecArgs(
        failure_policy="Fail",
        param_kind=admission.v1.ParamKindArgs(api_version="gateway.networking.k8s.io/v1", kind="HTTPRoute"),
        match_constraints=admission.v1.MatchResourcesArgs(
            match_policy="Equivalent",
            resource_rules=[rule("apps", "deployments", "UPDATE", "DELETE"), rule("", "services", "DELETE")],
        ),
        match_conditions=[admission.v1.MatchConditionArgs(name="not-the-cluster-itself", expression=_OTHERS)],
        variables=[
            admission.v1.VariableArgs(name="live", expression=_LIVE),
            admission.v1.VariableArgs(name="named", expression=_NAMED),
            admission.v1.VariableArgs(name="called", expression="string(oldObject.metadata.name)"),
            admission.v1.VariableArgs(name="model", expression="string(params.metadata.name)"),
        ],
        validations=[
            guard(
                "request.operation != 'DELETE' || !variables.live",
                "variables.called + ' has live traffic, and so it stays; give its traffic to another deployment, run"
                " an up, then remove it'",
            ),
            guard(
                "request.operation != 'DELETE' || variables.live || !variables.named",
                "variables.called + ' is named by the route, if without live traffic; remove it from models.'"
                " + variables.model + '.deployments instead and run an up, which writes the route first and then"
                " deletes it (with --target: name the route too)'",
            ),
            guard(
                f"request.operation != 'UPDATE' || !variables.live || !({_FROZEN}) || {_SAME_IMAGES}",
                "'models.' + variables.model + '.deployments.'"
                " + variables.called.substring(size(variables.model) + 1) + '.image: '"
                " + variables.called + ' has live traffic, and so it keeps its image (rollout.freezeLive); declare the"
                " new image as another deployment and move the traffic there, or, where policies allow it, set models.'"
                " + variables.model + '.rollout.freezeLive to false: every request meets the new image at once'",
            ),
        ],
    )
