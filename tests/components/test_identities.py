"""Identities: each assignment is one of its own, the same in every run, and says what kind of principal it is for."""

from collections.abc import Callable

from components.identities import Identity, IdentityArgs, ServiceAccountRef
from components.names import Names
from components.roles import Grant, Role, assignment_name, role_definition_id
from tests.components.declared import NAMES, SUBSCRIPTION, Declared, Program, Scope, plain, untagged

Declare = Callable[..., Declared]

_SCOPE = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-shop"


def identity_program(*purposes: str) -> Program:
    accounts = {
        name: ServiceAccountRef(issuer="https://oidc.example/", namespace="models", service_account=name)
        for name in ("api", "worker")
    }

    def program(scope: Scope) -> None:
        common = {key: value for key, value in scope.common.items() if key != "protect"}
        for purpose in purposes:
            Identity(
                f"id-{purpose}",
                IdentityArgs(
                    purpose=purpose,
                    grants={
                        "read": Grant(role=Role.ACR_PULL, scope=_SCOPE),
                        "write": Grant(role=Role.STORAGE_BLOB_DATA_CONTRIBUTOR, scope=_SCOPE),
                    },
                    service_accounts=accounts,
                    **common,
                ),
                scope.opts,
            )

    return program


def test_assignments_are_told_apart_and_named_alike_in_every_run(declare: Declare) -> None:
    run = declare(identity_program("web", "batch"))
    first = [plain(a.inputs)["roleAssignmentName"] for a in run.of("authorization:RoleAssignment")]
    again = declare(identity_program("web", "batch")).of("authorization:RoleAssignment")
    assert [plain(a.inputs)["roleAssignmentName"] for a in again] == first
    assert len(set(first)) == 4


def test_an_assignment_names_a_built_in_role_and_the_kind_of_its_principal(declare: Declare) -> None:
    inputs = declare(identity_program("web")).inputs("id-web-read")
    assert inputs["roleDefinitionId"] == role_definition_id(SUBSCRIPTION, Role.ACR_PULL)
    assert inputs["roleDefinitionId"].endswith("/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d")
    assert (inputs["principalType"], inputs["scope"]) == ("ServicePrincipal", _SCOPE)


def test_two_stacks_never_share_an_assignment() -> None:
    other = Names(workload=NAMES.workload, stack="prod", subscription_id=SUBSCRIPTION)
    assert assignment_name(NAMES, "id-web", "read") != assignment_name(other, "id-web", "read")


def test_federated_credentials_come_one_after_the_other(declare: Declare) -> None:
    run = declare(identity_program("web"))
    assert run.depends("id-web-worker-federation", on="id-web-api-federation")
    subjects = {plain(f.inputs)["subject"] for f in run.of("managedidentity:FederatedIdentityCredential")}
    assert subjects == {"system:serviceaccount:models:api", "system:serviceaccount:models:worker"}


def test_everything_is_tagged(declare: Declare) -> None:
    assert untagged(declare(identity_program("web")).resources) == []


def test_no_role_of_the_table_owns_or_administers() -> None:
    owner, contributor, access_administrator = (
        "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
        "b24988ac-6180-42a0-ab88-20f7382dd24c",
        "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    )
    assert not {role.value for role in Role} & {owner, contributor, access_administrator}
