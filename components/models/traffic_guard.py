"""The guards of traffic that a cluster holds by itself, whoever asks it for a change."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes import admissionregistration as admission
from pulumi_kubernetes import meta

from components.models.labels import MANAGED, labels_of
from components.models.live_policy import live_policy
from components.models.ready_policy import ready_policy
from components.models.route import ROUTE_LABEL
from components.models.traffic_policy import traffic_policy
from components.network_policies import MODEL_LABEL

TRAFFIC, LIVE, READY = "ai-models-traffic", "ai-models-live", "ai-models-ready"
"""Names of the policies and of their bindings."""


@dataclass(frozen=True, kw_only=True)
class TrafficGuardArgs:
    """Inputs of `TrafficGuard`."""

    part_of: str
    """Name of the workload that the cluster is a part of."""
    needs: Sequence[pulumi.Resource] = ()
    """What must be there before the first object: the kinds of the Gateway API, which a policy takes as parameter.

    A policy whose parameter's kind is not there denies whatever it matches.
    """


class TrafficGuard(pulumi.ComponentResource):
    """Three admission policies, bound to the namespaces of models.

    What depends on the component as a whole is guarded from its first change on.
    """

    def __init__(self, name: str, args: TrafficGuardArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:cluster:TrafficGuard", name, None, opts)
        # Where there is no route, nothing is live.
        route = admission.v1.ParamRefArgs(
            selector=meta.v1.LabelSelectorArgs(match_labels={ROUTE_LABEL: "traffic"}),
            parameter_not_found_action="Allow",
        )
        self._create(f"{name}-traffic", TRAFFIC, traffic_policy(), None, args)
        self._create(f"{name}-live", LIVE, live_policy(), route, args)
        # Where there is no Deployment, nothing can be ready; the other policies keep what the route names.
        deployments = admission.v1.ParamRefArgs(
            selector=meta.v1.LabelSelectorArgs(match_labels=MANAGED),
            parameter_not_found_action="Allow",
        )
        self._create(f"{name}-ready", READY, ready_policy(), deployments, args)
        self.register_outputs({"policies": [TRAFFIC, LIVE, READY]})

    def _create(
        self,
        name: str,
        called: str,
        spec: admission.v1.ValidatingAdmissionPolicySpecArgs,
        parameter: admission.v1.ParamRefArgs | None,
        args: TrafficGuardArgs,
    ) -> None:
        metadata = meta.v1.ObjectMetaArgs(name=called, labels=labels_of(called, args.part_of))
        policy = admission.v1.ValidatingAdmissionPolicy(
            f"{name}-policy",
            metadata=metadata,
            spec=spec,
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(args.needs)),
        )
        of_models = meta.v1.LabelSelectorRequirementArgs(key=MODEL_LABEL, operator="Exists")
        admission.v1.ValidatingAdmissionPolicyBinding(
            f"{name}-binding",
            metadata=metadata,
            spec=admission.v1.ValidatingAdmissionPolicyBindingSpecArgs(
                policy_name=called,
                validation_actions=["Deny"],
                param_ref=parameter,
                match_resources=admission.v1.MatchResourcesArgs(
                    namespace_selector=meta.v1.LabelSelectorArgs(match_expressions=[of_models])
                ),
            ),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[policy]),
        )
