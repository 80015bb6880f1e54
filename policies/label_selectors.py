"""Label selectors of Kubernetes.

https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements
"""

from policies.reading import Reader


def selects(selector: Reader, labels: Reader) -> bool:
    """Whether a selector, both kinds of its conditions taken together, selects what has the labels; an empty one does.

    Raises `NotKnown` where only `up` will tell.
    """
    wanted = selector.entries("matchLabels")
    hides = selector.is_secret("")

    def label(key: str) -> Reader:
        return labels.entry("", key, is_secret=hides)

    return all(label(key).text("") == (value.text("") or "") for key, value in wanted) and all(
        _meets(requirement, label(requirement.text("key") or "")) for requirement in selector.items("matchExpressions")
    )


def selects_all(selector: Reader) -> bool:
    """Whether a selector has no condition."""
    return not selector.entries("matchLabels") and not selector.items("matchExpressions")


def _meets(requirement: Reader, label: Reader) -> bool:
    match requirement.text("operator"):
        case "In":
            return label.text("") in requirement.texts("values")
        case "NotIn":
            return label.text("") not in requirement.texts("values")
        case "Exists":
            return label.value("") is not None
        case "DoesNotExist":
            return label.value("") is None
        case _:
            return False
