"""Names that people read: in the console, in `sam local invoke`, in alarms."""

from aws_cdk import CfnElement
from constructs import IConstruct


def make_title(name: str) -> str:
    """`triage-bulk` becomes `TriageBulk`."""
    return "".join(word.capitalize() for word in name.split("-"))


def get_element[E: CfnElement](construct: IConstruct, kind: type[E]) -> E:
    """The CloudFormation element below a construct. Raises TypeError where it is another kind."""
    resource = construct.node.default_child or construct
    if not isinstance(resource, kind):
        raise TypeError(f"{construct.node.path} is no {kind.__name__}")
    return resource


def set_logical_id[R: IConstruct](resource: R, logical_id: str) -> R:
    """Gives a resource this logical id in the template, in place of one with a hash."""
    get_element(resource, CfnElement).override_logical_id(logical_id)
    return resource
