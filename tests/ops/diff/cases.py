"""What the diff of each kind of edit has to say."""

from tests.ops.diff.cases_models import MODEL_CASES
from tests.ops.diff.cases_platform import PLATFORM_CASES
from tests.ops.diff.cases_policies import POLICY_CASES

CASES = (*MODEL_CASES, *PLATFORM_CASES, *POLICY_CASES)
