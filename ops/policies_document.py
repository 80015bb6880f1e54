"""`docs/policies.md`: every rule, with what is safe, where that comes from and what to change."""

from collections.abc import Iterator, Sequence

from policies.baseline import ROWS, SOURCES
from policies.reading import Default
from policies.result import Level
from policies.rule import Rule, Scope
from policies.settings import Profile, Settings

_INTRODUCTION = """\
# Policies

Written by `python -m ops policies --docs` from the rules in `policies/rules`.

The policy pack judges every plan by these rules. It gives the same answers in both of its homes:

```sh
python -m ops preview --stack prod                          # no cloud account, no pulumi
pulumi preview --stack prod --policy-pack policies          # the real engine; `pulumi up` too
```

A mandatory violation stops `pulumi up`, and makes `python -m ops preview` exit with 1. Where a resource fails in a
preview, mend that first: `python -m ops preview` then tells the refusals alone, and Pulumi's engine does not ask the
rules that judge all resources together.

## What a stack can ask of it

```yaml
config:
  ai-models:policies:
    profile: prod                    # or dev
    enforcement:
      storage-infrastructure-encryption: mandatory   # or advisory, or disabled
    unknown: advisory                # mandatory: what only `up` will tell counts as violated
    remediate: false                 # true: mend what can be mended before it is deployed
    exemptions:
      - rule: storage-shared-keys-off
        urn: "*::shop-eastus-legacy-account"         # `*` stands for any characters, `?` for one
        reason: The importer of partner data has no Entra identity before its release in March.
        expires: "2027-03-31"        # the last day on which it holds
```

- **prod**: every rule is mandatory but those of low severity, which are advisory.
- **dev**: rules of critical and high severity are mandatory, unless the rule says below why it is not.
- A property that is absent counts as what the service takes it for; each rule says what that is.
- A value that only `up` will tell is never passed over: the rule reports that it cannot tell yet.
- A rule that fails itself is a violation; the others still report.
- `python -m ops preview` still lists what is exempt. An exemption that has expired is a mandatory violation; one that
  nothing needs is reported.
- A chart of Helm is one resource: what it makes inside the cluster is not seen, and so not judged. The values that the
  program gives it are its own tests' to prove, and the namespace's Pod Security Standard and network policies hold for
  its pods too. A template of Azure Resource Manager (`resources.Deployment`, `resources.DeploymentStackAtResourceGroup`
  and their like) is not seen through either, nor is a `resources.Resource`, which may be of any type.
- Pods are judged in the kinds of Kubernetes itself, in a `ScaledJob` of KEDA and in a `Rollout` of Argo. In any other
  kind (`JobSet`, `PyTorchJob`, `RayCluster`, `InferenceService`) they are not; `pod-kind-judged` tells of each.
- Azure is judged in types of `azure-native`. No rule knows those of other providers, such as the classic `azure`.
- A type is judged in every form of its token: any API version (with that version's defaults), the modules that it was
  in before, the groups that Kubernetes had it in before.
- A patch of Kubernetes (`DeploymentPatch` and the like) is judged by what it says. Of the rest, which the cluster has,
  each rule reports that it cannot tell. A list (`DeploymentList`) is not judged: Pulumi cannot create one.
- Traffic of models on AKS is judged by the cluster itself, which alone knows what is live there; rules here see to it
  that its guards are in place.
- Nothing is mended that is exempt from the rule, or where `enforcement` or `--policy-pack-config` gives the rule a
  level: that is then all that it does.
- Messages tell booleans, numbers and words of the rule's own. Any other text of a resource may be secret and stays out,
  and of what Pulumi knows to be secret a message says only that it is `a secret value`.

`--policy-pack-config FILE` overrides levels for one run, as with any policy pack, and may ask for `remediate` of single
rules. The pack judges stacks of other projects too; it reads their settings under the same key of their own project,
`PROJECT:policies`. What a message says to change there is this platform's key or file: change the argument of your own
program that gives the property.

`make judge` has a judge of others, [checkov](https://www.checkov.io), look at what dev and prod declare, Kubernetes
objects and Azure resources. What it holds against them and why that stays is in tests/outside/accepted.py.
"""


def document(rules: Sequence[Rule]) -> str:
    """The whole document."""
    return "\n".join(_lines(rules)) + "\n"


def _lines(rules: Sequence[Rule]) -> Iterator[str]:
    yield _INTRODUCTION
    yield "Sources:"
    yield ""
    yield from (f"- {short}: {words}" for short, words in SOURCES.items())
    for subject in dict.fromkeys(row.subject for row in ROWS.values()):
        concerned = [rule for row in ROWS for rule in rules if rule.row == row and ROWS[row].subject == subject]
        if concerned:
            yield ""
            yield f"## {subject}"
            for rule in concerned:
                yield ""
                yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.name}"
    yield ""
    yield f"{rule.title}. {rule.description}"
    yield ""
    yield f"- Severity: {rule.severity.value}; {_levels(rule)}"
    yield f"- Safe: {rule.safe}"
    yield f"- Change: {rule.config_key}"
    yield f"- Concerns: {', '.join(f'`{type_}`' for type_ in rule.types)}{_scope(rule)}"
    for path, default in rule.defaults.items():
        yield f"- `{path}` absent counts as `{_literal(default.value)}`{_earlier(default)}: {default.source}"
    if rule.remedy:
        yield "- With `policies.remediate` it is mended before it is deployed"
    yield f"- Sources: {'; '.join(rule.references)}"


def _levels(rule: Rule) -> str:
    prod, dev = (Settings(profile=profile).level_of(rule) for profile in (Profile.PROD, Profile.DEV))
    why = f", because {rule.advisory_in_dev}" if rule.advisory_in_dev and dev is Level.ADVISORY else ""
    return f"{prod.value} in prod, {dev.value} in dev{why}"


def _earlier(default: Default) -> str:
    """What an API version that is older than the default takes, in brackets."""
    return f" (`{_literal(default.before)}` before API version {default.since})" if default.since else ""


def _scope(rule: Rule) -> str:
    return "; judges all resources together" if rule.scope is Scope.STACK else ""


def _literal(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
