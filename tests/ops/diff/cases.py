"""What the diff of each kind of edit has to say."""

from dataclasses import dataclass

from tests.ops.diff.edits import (
    FIRST_DEFAULT,
    FIVE,
    OTHER_CIPHERTEXT,
    OTHER_DIGEST,
    SECOND_DEFAULT,
    SIX,
    green_of_engine,
    green_of_engine_at_10,
    green_of_fraud,
    green_of_fraud_at_10,
    larger_nodes,
    larger_nodes_without_models,
    longer_logs,
    longer_soft_delete,
    mirrored,
    more_nodes,
    more_replicas,
    moved,
    newer_kubernetes,
    other_digest_at_0,
    other_secret,
    other_team,
    premium,
    private,
    private_without_models,
    protected,
    public,
    public_without_models,
    renamed_fraud,
    reordered,
    retired_fraud,
    retired_stamp,
    scaled,
    scaled_further,
    second_queue,
    second_stamp,
    strict,
    with_scorer,
    without_fraud,
    without_models,
)
from tests.ops.diff.stacks import Edit, as_it_is

NOT_WHILE_LIVE = "What is live does not allow this: 1 error"


@dataclass(frozen=True, kw_only=True)
class Case:
    """An edit, and the summary that it must give in every format."""

    name: str
    after: Edit
    verdict: str
    """The sentence that sums it up, without its end; `#` stands for a number that grows with the platform."""
    says: tuple[str, ...] = ()
    """What the text says besides, spaces aside."""
    markdown: tuple[str, ...] = ()
    """What the Markdown says besides."""
    never: tuple[str, ...] = ()
    """What neither says."""
    before: Edit = as_it_is
    refused: str = ""
    """The path that a guard of what is live tells of: then there is no difference."""
    renamed: tuple[str, str] | None = None
    """How the name of a component ends before and after, where it has an alias."""


CASES = (
    Case(name="no change", after=as_it_is, verdict="Nothing changes", never=("Traffic", "Resources", "Capacity")),
    Case(name="other order, equal amounts", after=reordered, verdict="Nothing changes"),
    Case(
        name="traffic moves on Kubernetes",
        before=green_of_engine,
        after=green_of_engine_at_10,
        verdict="Moves traffic of recommendation-engine (blue 100 → 90 %, green 0 → 10 %); resources: 1 changed",
        says=("blue 100 → 90 % ██████████████████", "green 0 → 10 % ██", "1 changed"),
        markdown=("| `blue 100 %` | `blue 90 %`<br>`green 10 %` | `█████████▓` |",),
        never=("waits",),
    ),
    Case(
        name="traffic moves on a managed endpoint",
        before=green_of_fraud,
        after=green_of_fraud_at_10,
        verdict="Moves traffic of fraud (blue 100 → 90 %, green 0 → 10 %); resources: 1 changed",
        says=("fraud eastus blue 100 → 90 %", "properties.traffic.blue: 100 → 90"),
        markdown=("-   properties.traffic.blue: 100\n+   properties.traffic.blue: 90",),
        never=("waits", "in place is not known"),
    ),
    Case(
        name="a new deployment without traffic",
        after=green_of_fraud,
        verdict="Resources: 1 added",
        says=("models/fraud + eastus: green (OnlineDeployment)", "managed instances eastus 1 → 2 +1"),
        markdown=("+ eastus: OnlineDeployment", "| `managed instances` | `eastus` | 1 | 2 | +1 |"),
        never=("Traffic",),
    ),
    Case(
        name="traffic for a deployment that is not there yet",
        after=green_of_fraud_at_10,
        verdict="Prepares to move traffic of fraud (blue 100 → 90 %, green 0 → 10 %); resources: 1 added",
        says=("blue 90 %, green 10 % with the next `pulumi up`, once green is there", "green 0 % ░░ then 10 %"),
        markdown=("| blue 90 %, green 10 % with the next `pulumi up`, once green is there |",),
    ),
    Case(
        name="a deployment leaves",
        before=green_of_fraud,
        after=as_it_is,
        verdict="Resources: 1 removed",
        says=("models/fraud - eastus: green (OnlineDeployment)",),
        never=("DELETE", "Traffic"),
    ),
    Case(
        name="a new model",
        after=with_scorer,
        verdict="Adds scorer; resources: # added",
        says=("scorer eastus blue 0 %", "new here", "blue 100 % with the next `pulumi up`, once blue is there"),
        markdown=("| `scorer` | `eastus` | - | none |",),
    ),
    Case(
        name="a model leaves",
        after=without_fraud,
        verdict=NOT_WHILE_LIVE,
        refused="models.fraud",
        markdown=("pulumi config set --path 'models.fraud.retire' true",),
    ),
    Case(
        name="a model that is retired leaves",
        before=retired_fraud,
        after=without_fraud,
        verdict="DELETES endpoint (OnlineEndpoint) of models/fraud in eastus, with what is in it; stops serving fraud; "
        "resources: # removed",
        says=(
            "DELETED models/fraud: endpoint (OnlineEndpoint) eastus",
            "not served here any more: requests to it fail",
        ),
        markdown=("🛑", "| **DELETED** | `models/fraud: endpoint (OnlineEndpoint)` | `eastus` |"),
        never=("protected: `pulumi up` refuses",),
    ),
    Case(
        name="a model is retired",
        after=retired_fraud,
        verdict="Only tags: 1 changed",
    ),
    Case(
        name="a rename without an alias",
        after=renamed_fraud,
        verdict=NOT_WHILE_LIVE,
        refused="models.fraud",
        markdown=("a new name is a new model: keep `fraud` beside `fraud-2`",),
    ),
    Case(
        name="a rename with an alias",
        before=retired_fraud,
        after=renamed_fraud,
        renamed=("-fraud", "-fraud-2"),
        verdict="REPLACES endpoint (OnlineEndpoint) of models/fraud-2 in eastus, with what is in it; "
        "stops serving fraud; adds fraud-2; resources: # replaced",
        says=("REPLACED models/fraud-2: endpoint", "was shop-eastus-models-fraud"),
        never=("DELETED", "added"),
    ),
    Case(
        name="another SKU, which Azure refuses",
        after=premium,
        verdict="Azure or Kubernetes REFUSES 1 change; resources: 1 added, 1 changed",
        says=("a namespace cannot change to or from 'Premium'", "sku.name: Standard → Premium"),
        markdown=("### Refused", "🛑", "-   sku.name: Standard\n+   sku.name: Premium"),
    ),
    Case(
        name="what is fixed when a vault is made",
        after=longer_soft_delete,
        verdict="Azure or Kubernetes REFUSES 1 change; fixes 1 policy result; resources: 1 changed",
        says=("properties.softDeleteRetentionInDays is fixed at creation",),
        never=("in place is not known",),
    ),
    Case(
        name="another region",
        after=moved,
        verdict=NOT_WHILE_LIVE,
        refused="stamps.westus2.role",
        markdown=("`eastus` stays the primary",),
    ),
    Case(
        name="a new stamp",
        after=second_stamp,
        verdict="3 new policy warnings; adds the stamp westus2; resources: # added, # changed",
        says=("recommendation-engine westus2 blue 0 → 100 %", "AKS nodes westus2 0 → 1-5 +5"),
        markdown=("| `AKS nodes` | `westus2` | 0 | 1-5 | +5 |",),
        never=("DELETE", "REPLACE"),
    ),
    Case(
        name="a stamp leaves",
        before=second_stamp,
        after=as_it_is,
        verdict=NOT_WHILE_LIVE,
        refused="stamps.westus2",
        markdown=("pulumi config set --path 'stamps.westus2.retire' true",),
    ),
    Case(
        name="a stamp that is retired leaves",
        before=retired_stamp,
        after=as_it_is,
        verdict="DELETES # resources that hold state or are protected; fixes 3 policy results; "
        "removes the stamp westus2; resources: # changed, # removed",
        says=("DELETED vault: vault (Vault) westus2 lost with it: keys and secrets",),
    ),
    Case(
        name="policies break",
        after=strict,
        verdict="Breaks 3 mandatory policies",
        says=("new mandatory critical key-vault-public-access-off shop-eastus-vault-vault (Vault)",),
        markdown=("| ❌ new: mandatory, critical | `key-vault-public-access-off` |",),
        never=("fixed",),
    ),
    Case(
        name="private endpoints on",
        before=public,
        after=private,
        verdict=NOT_WHILE_LIVE,
        refused="network.privateEndpoints",
    ),
    Case(
        name="private endpoints on, where no model is served",
        before=public_without_models,
        after=private_without_models,
        verdict="Fixes 2 policy results; resources: # added, # changed, # removed",
        says=("fixed advisory critical key-vault-public-access-off", "+ eastus: 7 PrivateZone, 7 VirtualNetworkLink"),
        markdown=("| ✅ fixed: advisory, critical | `key-vault-public-access-off` |",),
    ),
    Case(
        name="a secret",
        after=other_secret,
        verdict="Changes 1 secret",
        says=("~ secrets.gateway-tls.value another ciphertext: its value is not read",),
        markdown=("| changed | `secrets.gateway-tls.value` |",),
        never=(OTHER_CIPHERTEXT, "PLACEHOLDER"),
    ),
    Case(
        name="a tag",
        after=other_team,
        verdict="Only tags: # changed",
        says=("components, alike tags.team: ml-platform → fraud-detection",),
        markdown=(" components: tags.team: fraud-detection",),
        never=("in place is not known", "DELETE", "REPLACE"),
    ),
    Case(
        name="replicas",
        after=more_replicas,
        verdict="Resources: 1 changed",
        says=("Kubernetes replicas eastus 2 → 4 +2", "spec.replicas: 2 → 4"),
        markdown=("| `Kubernetes replicas` | `eastus` | 2 | 4 | +2 |",),
    ),
    Case(
        name="an autoscaler",
        after=scaled,
        verdict="Resources: 1 added",
        says=("Kubernetes replicas eastus 2 → 2-6 +4", "+ eastus: autoscaler (HorizontalPodAutoscaler)"),
    ),
    Case(
        name="the bounds of an autoscaler",
        before=scaled,
        after=scaled_further,
        verdict="Resources: 1 changed",
        says=("Kubernetes replicas eastus 2-6 → 2-12 +6", "spec.maxReplicas: 6 → 12"),
    ),
    Case(
        name="larger nodes",
        after=larger_nodes,
        verdict=NOT_WHILE_LIVE,
        refused="cluster.pools.cpu.vmSize",
        markdown=("add a pool of another name beside it, set `retire` of this one, run `pulumi up`, then remove it",),
    ),
    Case(
        name="larger nodes, where no model is served",
        before=without_models,
        after=larger_nodes_without_models,
        verdict="REPLACES pool-cpu (AgentPool) of cluster in eastus, with what is in it; resources: 1 replaced",
        says=("REPLACED cluster: pool-cpu (AgentPool) eastus vmSize: Standard_D4ds_v5 → Standard_D8ds_v5",),
        markdown=("+   vmSize: Standard_D8ds_v5  takes a new resource",),
    ),
    Case(
        name="more nodes",
        after=more_nodes,
        verdict="Resources: 1 changed",
        says=("AKS nodes eastus 1-5 → 1-9 +4", "maxCount: 2 → 6"),
        never=("REPLACE",),
    ),
    Case(
        name="a mirror on",
        before=green_of_fraud,
        after=mirrored,
        verdict="Changes the mirror of fraud; resources: 1 changed",
        says=("green gets a copy of 10 %",),
        markdown=("| green gets a copy of 10 % |",),
    ),
    Case(
        name="a mirror off",
        before=mirrored,
        after=green_of_fraud,
        verdict="Changes the mirror of fraud; resources: 1 changed",
        says=("green gets no copy any more",),
    ),
    Case(
        name="another image without traffic",
        before=green_of_engine,
        after=other_digest_at_0,
        verdict="Resources: 2 changed",
        says=("recommendation-engine@sha256:000000000000…", "recommendation-engine@sha256:111111111111…"),
        never=(OTHER_DIGEST, "Traffic"),
    ),
    Case(
        name="quota, with what upgrades need",
        before=FIVE,
        after=SIX,
        verdict="Resources: 1 changed",
        says=("quota: standardDSv2Family cores eastus 12 → 16 +4", "sku.capacity: 5 → 6"),
        markdown=("| `quota: standardDSv2Family cores` | `eastus` | 12 | 16 | +4 |",),
    ),
    Case(
        name="a queue",
        after=second_queue,
        verdict="Resources: 1 added",
        says=("messaging + eastus: retraining (Queue)",),
    ),
    Case(
        name="retention",
        after=longer_logs,
        verdict="Resources: 2 changed",
        says=("logs (Workspace) shared retentionInDays: 30 → 90",),
        never=("in place is not known", "REPLACE"),
    ),
    Case(
        name="protection off",
        before=protected,
        after=as_it_is,
        verdict="Takes the protection off # resources; resources: # changed",
        says=("Not protected any more", "vault: vault (Vault) eastus"),
        markdown=("### Not protected any more", "| `vault: vault (Vault)` | `eastus` |", "⚠️"),
    ),
    Case(
        name="another Kubernetes",
        after=newer_kubernetes,
        verdict="Resources: 2 changed",
        says=("kubernetesVersion: 1.35 → 1.36",),
        never=("REPLACE",),
    ),
    Case(
        name="the default of a batch endpoint",
        before=FIRST_DEFAULT,
        after=SECOND_DEFAULT,
        verdict="Moves the default of churn (first → second); resources: 1 changed",
        says=("churn eastus default first → second",),
        markdown=("| `churn` | `eastus` | `first`, the default | `second`, the default |",),
    ),
)
