"""Label selectors of Kubernetes.

https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements
"""

from policies.reading import Reader


def selects(selector: Reader, labels: Reader) -> bool:
    """Whether a selector, both kinds of its conditions taken together, selects what has the labels; an empty one does.

    Raises `NotKnown` where only `up` will tell.
    """
    wanted = selector.entries("matchLabels")
    return all(_has(labels, key, [value.text("") or ""]) for key, value in wanted) and all(
        _meets(requirement, labels) for requirement in selector.items("matchExpressions")
    )


def _meets(requirement: Reader, labels: Reader) -> bool:
    key, values = requirement.text("key") or "", requirement.texts("values")
    match requirement.text("operator"):
        case "In":
            return _has(labels, key, values)
        case "NotIn":
            return not _has(labels, key, values)
        case "Exists":
            return labels.value((key,)) is not None
        case "DoesNotExist":
            return labels.value((key,)) is None
        case _:
            return False


def _has(labels: Reader, key: str, values: list[str]) -> bool:
    return labels.text((key,)) in values
