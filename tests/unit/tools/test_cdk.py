"""Deploying and taking down: in the right order, and nothing by mistake."""

import pytest

from infra_cdk.stage import Stage
from tools import cdk

DEV = Stage("dev")


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What CDK's command line would be asked, in order."""
    commands: list[list[str]] = []
    monkeypatch.setattr(
        cdk, "_run_cdk", lambda _stage, _search, *words: commands.append(list(words))
    )
    monkeypatch.setattr(cdk, "_read_output", lambda _stage, stack, name: f"{stack}.{name}")
    return commands


def test_parameters_reach_the_main_stack(ran: list[list[str]]) -> None:
    cdk.deploy_stage(DEV, "exact", {"MailFrom": "desk@example.com"})

    (only,) = ran
    assert only[:3] == ["deploy", "Switchyard", "SwitchyardOnAws"]
    assert {"Search=exact", "MailFrom=desk@example.com"} <= set(only)


def test_the_search_domain_goes_first_as_the_others_need_its_address(ran: list[list[str]]) -> None:
    cdk.deploy_stage(DEV, "opensearch", {})

    first, second = ran
    assert first[:2] == ["deploy", "SwitchyardSearch"]
    assert "OpenSearchEndpoint=SwitchyardSearch.OpenSearchEndpoint" in second


def test_nothing_is_taken_down_until_the_stages_name_is_typed(
    ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builtins.input", lambda _question: "yes")

    with pytest.raises(SystemExit, match="Nothing was changed"):
        cdk.destroy_stage(DEV)

    assert ran == []


def test_what_production_holds_is_not_even_touched(
    ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builtins.input", lambda _question: "prod")
    monkeypatch.setattr("boto3.resource", lambda _name: pytest.fail("touched the bucket"))

    cdk.destroy_stage(Stage("prod"))

    assert [words[0] for words in ran] == ["destroy"]


@pytest.mark.parametrize("words", ["MailFrom", "--stage Prod"])
def test_what_cannot_be_understood_is_refused_with_an_example(
    words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["cdk", "deploy", "--stage", "dev", *words.split()])

    with pytest.raises(SystemExit):
        cdk.main()

    assert "must be" in capsys.readouterr().err
