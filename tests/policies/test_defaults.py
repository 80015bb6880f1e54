"""What a rule says that a service takes an absent property for is what the rule judges it by."""

import pytest

from policies.pack import RULES
from policies.reading import Path, Reader
from policies.rule import Rule
from policies.wording import Scalar
from tests.policies.casework import services
from tests.policies.judged import judged

WITH_DEFAULTS = [rule for rule in RULES if rule.defaults]


@pytest.mark.parametrize("rule", WITH_DEFAULTS, ids=lambda rule: rule.name)
def test_every_default_of_a_rule_decides_a_case_of_it(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    used: set[str] = set()
    find = Reader._default

    def noting(reader: Reader, path: Path) -> Scalar | None:
        found = find(reader, path)
        if found is not None:
            used.add(path if isinstance(path, str) else ".".join(path))
        return found

    monkeypatch.setattr(Reader, "_default", noting)
    for service in services():
        for case in service.cases.get(rule.name, ()):
            judged(case.of(service.good), rules=[rule])
    assert used == set(rule.defaults)
