"""The CDK app. `python -m infra_cdk.app` and the CDK command line write where cdk.json says."""

import json
import os
import sys
from pathlib import Path

from aws_cdk import App, Tags, Validations
from cdk_nag import AwsSolutionsChecks

from infra_cdk.parts.layers import LayersMissing
from infra_cdk.stacks.on_aws import SwitchyardOnAws
from infra_cdk.stacks.search import SwitchyardSearch
from infra_cdk.stacks.switchyard import Switchyard
from infra_cdk.stage import Stage

SETTINGS = Path("cdk.json")
# The command line says in this variable where it wants the result.
OUTPUT = "CDK_OUTDIR"

# Tells `sam local invoke` where a function's code is; the command line does so itself.
ASSETS_NAMED = {"aws:cdk:enable-asset-metadata": True}


def build_app() -> App:
    """Every stack, not yet written. What the command line was given goes before cdk.json."""
    settings = json.loads(SETTINGS.read_text())
    app = App(
        outdir=os.environ.get(OUTPUT, settings["output"]),
        context=settings["context"] | ASSETS_NAMED,
        analytics_reporting=False,
    )
    stage = Stage(_read_context(app, "stage"))
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    Tags.of(app).add("application", "switchyard")
    Tags.of(app).add("stage", stage.name)
    main = Switchyard(
        app,
        stage=stage,
        target=_read_context(app, "target"),
        language_model=_read_context(app, "language_model"),
    )
    SwitchyardOnAws(app, stage=stage).add_stack_dependency(main)
    if _read_context(app, "search") == "opensearch":
        SwitchyardSearch(app, stage=stage)
    return app


def _read_context(app: App, key: str) -> str:
    return str(app.node.get_context(key))


if __name__ == "__main__":
    try:
        build_app().synth()
    except LayersMissing as missing:
        sys.exit(str(missing))
