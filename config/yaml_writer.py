"""YAML that says the same to every reader: what one of them could take for something else is quoted."""

from typing import Any

import yaml
from typing_extensions import override

from config.yaml_words import meaning


def write(value: Any) -> str:
    """Plain values as YAML in block style; keys stay in order, and nothing is an alias of something else."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


class _Dumper(yaml.SafeDumper):
    """Quotes what PyYAML (YAML 1.1) would read as something else than text; `_text` sees to the engine."""

    @override
    def ignore_aliases(self, data: Any) -> bool:
        """Every value is written where it stands."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else "'" if meaning(text) != text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
# Numbers that remember how they were written.
_Dumper.add_multi_representer(int, yaml.SafeDumper.represent_int)
_Dumper.add_multi_representer(float, yaml.SafeDumper.represent_float)
