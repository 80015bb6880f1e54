"""What the cluster itself says to a move of traffic to a deployment that has no pod to take it.

A route waits for the Deployments that the same `up` makes or changes. One that is only given traffic was made before:
it may have crashed since, or been scaled to nothing by hand. The program cannot ask the cluster, but the cluster can.
"""

from pulumi_kubernetes import admissionregistration as admission
from pulumi_kubernetes import meta

from components.models.route import ROUTE_LABEL
from components.models.traffic_policy import guard, rule

_GROWS = (
    "has(object.spec.rules[0].backendRefs) && object.spec.rules[0].backendRefs.exists(r,"
    " r.name == params.metadata.name && r.weight > 0 && !(has(oldObject.spec.rules[0].backendRefs)"
    " && oldObject.spec.rules[0].backendRefs.exists(o, o.name == r.name && o.weight >= r.weight)))"
)
_READY = "has(params.status) && has(params.status.readyReplicas) && params.status.readyReplicas > 0"
_TRIED = "has(request.dryRun) && request.dryRun"
"""A preview comes before the `up` that may mend the Deployment: the server then has it as it was."""


def ready_policy() -> admission.v1.ValidatingAdmissionPolicySpecArgs:
    """The policy on updates of a model's route; its parameters are the Deployments of the namespace, one by one."""
    return admission.v1.ValidatingAdmissionPolicySpecArgs(
        failure_policy="Fail",
        param_kind=admission.v1.ParamKindArgs(api_version="apps/v1", kind="Deployment"),
        match_constraints=admission.v1.MatchResourcesArgs(
            match_policy="Equivalent",
            object_selector=meta.v1.LabelSelectorArgs(match_labels={ROUTE_LABEL: "traffic"}),
            resource_rules=[rule("gateway.networking.k8s.io", "httproutes", "UPDATE")],
        ),
        variables=[
            admission.v1.VariableArgs(name="grows", expression=_GROWS),
            admission.v1.VariableArgs(name="ready", expression=_READY),
            admission.v1.VariableArgs(name="called", expression="string(params.metadata.name)"),
        ],
        validations=[
            guard(
                f"({_TRIED}) || !variables.grows || variables.ready",
                "variables.called + ' is to get more of the live traffic, and none of its pods is ready; see what'"
                " + ' `kubectl get pods` says of it, mend it, or leave its traffic as it is'",
            )
        ],
    )
