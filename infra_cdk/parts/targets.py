"""From the names that grants use to ARNs."""

from collections.abc import Mapping


class Targets:
    """ARNs by name: `desk` for a thing itself, `desk/index/due` or `bucket/reports/*` below it."""

    def __init__(self, arns: Mapping[str, str]) -> None:
        self._arns = dict(arns)

    def get_arn(self, target: str) -> str:
        """Raises KeyError for a name that nothing has."""
        if target in self._arns:
            return self._arns[target]
        base, _, below = target.partition("/")
        return f"{self._arns[base]}/{below}"
