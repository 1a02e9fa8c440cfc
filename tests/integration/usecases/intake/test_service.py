"""Files on real stores: read once however often they are told of, and the later drop wins."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import boto3
import pytest

from switchyard.domain.employee import Employee, Handover
from switchyard.domain.errors import NotFound, Unavailable
from switchyard.domain.ids import derive_id
from switchyard.domain.upload import UploadKind, UploadState
from switchyard.domain.values import Channel, Lane
from switchyard.domain.vector import VectorKind
from switchyard.domain.viewer import Role, Viewer
from switchyard.usecases.intake.uploads import UploadService
from tests.fixtures.stores import build_file_store
from tests.integration.usecases.intake.dropping import Dropping, read_problems
from tests.integration.world import World

DESK = Path("examples/it/desk.yaml").read_bytes()
HEADER = "employee_id,name,email,departments,capacity,profile\n"
ASKED = "external_id,description,requester_email\n"


@pytest.fixture
def dropping(emulated: World, emulator: boto3.Session) -> Dropping:
    """A desk in force, and nothing else."""
    made = Dropping(emulated, build_file_store(emulator))
    made.drop("desk/desk.yaml", DESK)
    return made


def build_roster(*rows: str, head: str = "") -> bytes:
    return (head + HEADER + "".join(f"{row}\n" for row in rows)).encode()


def build_person(number: int, departments: str = "hardware", name: str = "Ann") -> str:
    return f"E-{number},{name},e{number}@example.com,{departments},5,Knows {name}'s things"


def build_deputy_roster(*rows: str, head: str = "") -> bytes:
    """Rows of employee id, departments, capacity and deputy."""
    lines = [f"{row.partition(',')[0]}@example.com,Ann,{row}\n" for row in rows]
    return (head + "email,name,employee_id,departments,capacity,deputy\n" + "".join(lines)).encode()


def read_stored(dropping: Dropping, number: int = 1) -> Employee:
    return dropping.world.people.read_employees([f"E-{number}"])[f"E-{number}"]


def find_documents(dropping: Dropping, department: str) -> set[str]:
    return {
        vector_document.document_id
        for vector_document in dropping.list_shown(VectorKind.PROFILE, department)
    }


def test_a_desk_file_is_in_force_with_a_vector_for_each_category(dropping: Dropping) -> None:
    loaded = dropping.desks.load_current_desk()
    assert loaded.desk.id == "it"
    assert set(loaded.descriptions) == set(loaded.desk.categories_by_id)
    assert dropping.read_report("desk/desk.yaml")["accepted"] == 1


def test_a_bad_desk_file_changes_nothing_and_names_its_line(dropping: Dropping) -> None:
    report = dropping.drop("desk/desk.yaml", DESK.replace(b"version: 1", b"version: 9"))
    assert (report["state"], report["accepted"]) == ("refused", 0)
    (problem,) = read_problems(report)
    assert (problem["row"], problem["column"]) == (4, "version")
    assert "(character 10)" in str(problem["reason"])
    assert dropping.desks.load_current_desk().desk.id == "it"


def test_a_desk_with_warnings_is_in_force_and_its_report_tells_them(dropping: Dropping) -> None:
    wide = b"rules:\n  - name: all\n    when: {pattern: '.*'}\n    set: {tier: 2}\n"
    report = dropping.drop("desk/desk.yaml", DESK.replace(b"rules:\n", wide))
    assert (report["state"], report["accepted"]) == ("done", 1)
    [first, *_] = read_problems(report)
    assert first["row"] == 88
    assert str(first["reason"]).startswith("warning: finds something in every text")
    assert dropping.desks.load_current_desk().desk.rules[0].name == "all"


def test_an_earlier_desk_file_does_not_replace_a_later_one(dropping: Dropping) -> None:
    earlier = dropping.put("desk/a.yaml", DESK.replace(b"id: it", b"id: early"))
    dropping.drop("desk/b.yaml", DESK.replace(b"id: it", b"id: late"))
    report = dropping.read(earlier)
    assert "dropped later is in force" in str(read_problems(report)[0]["reason"])
    assert dropping.desks.load_current_desk().desk.id == "late"


@pytest.mark.parametrize("content", [b"", b"a: &a [*a]"])
def test_an_empty_desk_file_or_a_bomb_is_refused(dropping: Dropping, content: bytes) -> None:
    assert dropping.drop("desk/desk.yaml", content)["state"] == "refused"


def test_a_roster_makes_employees_and_what_the_search_finds(dropping: Dropping) -> None:
    report = dropping.drop(
        "roster/r.csv", build_roster(build_person(1, "hardware;network"), build_person(2))
    )
    assert (report["accepted"], report["refused"], report["state"]) == (2, 0, "done")
    assert read_stored(dropping).departments == ("hardware", "network")
    assert find_documents(dropping, "hardware") == {"E-1", "E-2"}
    assert find_documents(dropping, "network") == {"E-1"}


def test_bad_rows_beside_good_ones_are_named_and_the_good_ones_go_through(
    dropping: Dropping,
) -> None:
    taken = build_person(3).replace("e3@", "e1@")
    report = dropping.drop(
        "roster/r.csv", build_roster(build_person(1), "E-2,Bo,bo,moon,x,", taken, build_person(4))
    )
    assert (report["accepted"], report["refused"]) == (2, 2)
    named = [(problem["row"], problem["column"]) for problem in read_problems(report)]
    assert named == [(3, "email"), (3, "departments"), (3, "capacity"), (4, "email")]
    assert find_documents(dropping, "hardware") == {"E-1", "E-4"}


def test_who_leaves_a_department_is_no_longer_found_there(dropping: Dropping) -> None:
    dropping.drop("roster/r.csv", build_roster(build_person(1, "hardware;network")))
    dropping.drop("roster/r.csv", build_roster(build_person(1, "network;hr")))
    assert find_documents(dropping, "hardware") == set()
    assert find_documents(dropping, "network") == find_documents(dropping, "hr") == {"E-1"}


def test_who_left_a_department_in_a_crash_is_no_longer_found_there(
    dropping: Dropping, monkeypatch: pytest.MonkeyPatch
) -> None:
    dropping.drop("roster/r.csv", build_roster(build_person(1, "hardware")))
    drop = dropping.put("roster/r.csv", build_roster(build_person(1, "network")))

    def crash(*_: object) -> bool:
        raise Unavailable("crash")

    with monkeypatch.context() as broken:
        broken.setattr(
            "switchyard.adapters.dynamodb.people.DynamoEmployeeStore.upsert_employees", crash
        )
        with pytest.raises(Unavailable):
            dropping.read(drop)
    dropping.read(drop)
    assert (find_documents(dropping, "hardware"), find_documents(dropping, "network")) == (
        set(),
        {"E-1"},
    )


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_rosters_the_later_drop_wins_whichever_is_read_first(
    dropping: Dropping, order: tuple[int, int]
) -> None:
    drops = [
        dropping.put("roster/r.csv", build_roster(build_person(1, "hardware", "Early"))),
        dropping.put("roster/r.csv", build_roster(build_person(1, "network", "Late"))),
    ]
    for number in order:
        dropping.read(drops[number])
    assert read_stored(dropping).name == "Late"
    assert (find_documents(dropping, "hardware"), find_documents(dropping, "network")) == (
        set(),
        {"E-1"},
    )
    (profile,) = dropping.list_shown(VectorKind.PROFILE, "network")
    late = dropping.embedder.embed_texts(["Knows 's things"])[0]
    assert profile.vector @ late == 1


def test_of_two_rosters_read_at_once_the_later_drop_wins(dropping: Dropping) -> None:
    drops = [
        dropping.put(f"roster/{name}.csv", build_roster(build_person(1, place, name)))
        for name, place in (("Early", "hardware"), ("Late", "network"))
    ]
    with ThreadPoolExecutor(4) as readers:
        list(readers.map(dropping.read, [drops[0], drops[1], drops[0], drops[1]]))
    assert read_stored(dropping).name == "Late"
    assert (find_documents(dropping, "hardware"), find_documents(dropping, "network")) == (
        set(),
        {"E-1"},
    )


def test_the_later_row_of_the_same_employee_counts(dropping: Dropping) -> None:
    dropping.drop(
        "roster/r.csv", build_roster(build_person(1, name="First"), build_person(1, name="Second"))
    )
    assert read_stored(dropping).name == "Second"


def test_who_vanished_from_a_complete_roster_is_deactivated(dropping: Dropping) -> None:
    dropping.drop("roster/r.csv", build_roster(build_person(1), build_person(2)))
    dropping.drop("roster/r.csv", build_roster(build_person(2), head="# complete\n"))
    assert not read_stored(dropping, 1).active
    assert read_stored(dropping, 2).active
    assert find_documents(dropping, "hardware") == {"E-2"}


def test_who_vanished_from_a_roster_that_is_not_complete_stays(dropping: Dropping) -> None:
    dropping.drop("roster/r.csv", build_roster(build_person(1), build_person(2)))
    dropping.drop("roster/r.csv", build_roster(build_person(2)))
    assert read_stored(dropping, 1).active


def test_nobody_is_deactivated_by_a_roster_with_refused_rows(dropping: Dropping) -> None:
    dropping.drop("roster/r.csv", build_roster(build_person(1), build_person(2)))
    bad = build_person(1, "moon")
    report = dropping.drop("roster/r.csv", build_roster(bad, build_person(2), head="# complete\n"))
    assert read_stored(dropping, 1).active
    assert "nobody was deactivated" in str(read_problems(report)[-1]["reason"])


def test_who_left_hands_over_what_was_open_and_the_report_counts_it(dropping: Dropping) -> None:
    dropping.drop("roster/r.csv", build_roster(build_person(1), build_person(2), build_person(3)))
    for number, ticket_id in ((1, "T-1"), (1, "T-2"), (3, "T-3")):
        dropping.world.store_assigned_ticket(ticket_id, f"E-{number}")
    report = dropping.drop("roster/r.csv", build_roster(build_person(3), head="# complete\n"))
    noted = [
        (problem["row"], problem["column"], problem["reason"]) for problem in read_problems(report)
    ]
    reason = "note: E-1 is not in this file any more; open tickets handed over: 2"
    assert noted == [(0, "employee_id", reason)]
    assert (report["accepted"], report["refused"]) == (1, 0)
    handovers = [read_stored(dropping, number).handover for number in (1, 2, 3)]
    assert handovers == [Handover(requested_by="roster"), Handover(requested_by="roster"), None]


def test_who_moves_to_another_department_keeps_what_they_have(dropping: Dropping) -> None:
    dropping.drop("roster/r.csv", build_roster(build_person(1, "hardware")))
    dropping.world.store_assigned_ticket("T-1", "E-1")
    dropping.drop("roster/r.csv", build_roster(build_person(1, "network"), head="# complete\n"))
    assert (read_stored(dropping).handover, read_stored(dropping).load) == (None, 1)
    assert dropping.world.read_stored("T-1").assignee == "E-1"


def test_a_deputy_may_stand_in_any_row_of_the_file(dropping: Dropping) -> None:
    content = build_deputy_roster("E-1,hardware,5,E-2", "E-2,hardware,5,E-1")
    assert read_problems(dropping.drop("roster/r.csv", content)) == []
    assert read_stored(dropping).deputy == "E-2"


def test_a_deputy_who_cannot_stand_in_is_a_warning(dropping: Dropping) -> None:
    dropping.drop("roster/r.csv", build_deputy_roster("E-3,hardware,5,"))
    content = build_deputy_roster(
        "E-1,hardware,5,E-3",
        "E-2,hardware,5,E-404",
        "E-4,network,5,E-1",
        "E-5,hardware;network,5,E-1",
        head="# complete\n",
    )
    report = dropping.drop("roster/r.csv", content)
    assert (report["accepted"], report["refused"]) == (4, 0)
    noted = [
        (problem["row"], problem["column"], str(problem["reason"])[:48])
        for problem in read_problems(report)
    ]
    assert noted == [
        (3, "deputy", "warning: there is no employee E-3 on the roster,"),
        (4, "deputy", "warning: there is no employee E-404 on the roste"),
        (5, "deputy", "warning: E-1 works in other departments, and get"),
    ]


def test_where_nobody_has_capacity_the_report_warns(dropping: Dropping) -> None:
    content = build_deputy_roster("E-1,hardware;network,0,", "E-2,hardware,0,", "E-3,network,1,")
    (problem,) = read_problems(dropping.drop("roster/r.csv", content))
    assert (problem["row"], problem["column"]) == (0, "capacity")
    assert problem["reason"] == (
        "warning: is 0 for everybody of hardware: nobody here can take its tickets"
    )
    assert read_stored(dropping).capacity == 0


def test_what_people_say_of_themselves_outlives_a_roster_file(dropping: Dropping) -> None:
    dropping.drop("roster/r.csv", build_roster(build_person(1)))
    read = read_stored(dropping)
    dropping.world.people.amend_employee(read.model_copy(update={"paused": True}), read)
    dropping.drop("roster/r.csv", build_roster(build_person(1, name="Bo")))
    assert (read_stored(dropping).name, read_stored(dropping).paused) == ("Bo", True)


def test_a_file_told_of_ten_times_at_once_is_read_once(dropping: Dropping) -> None:
    rows = "".join(f"{number},Help {number},ann@example.com\n" for number in range(30))
    drop = dropping.put("tickets/t.csv", (ASKED + rows).encode())
    with ThreadPoolExecutor(5) as readers:
        list(readers.map(dropping.read, [drop] * 10))
    report = dropping.read(drop)
    upload = dropping.upload(drop)
    assert (report["accepted"], report["refused"]) == (30, 0)
    assert (upload.accepted, upload.chunks_done, upload.chunks) == (30, 1, 1)
    assert len(list_tickets(dropping, drop.derived_id, 30)) == 30


def list_tickets(dropping: Dropping, upload_id: str, count: int) -> dict[str, object]:
    ids = [derive_id("T-", "file", upload_id, str(number)) for number in range(count)]
    return dict(dropping.world.tickets.read_tickets(ids))


def test_tickets_of_a_file_travel_the_bulk_lane_with_their_origin(dropping: Dropping) -> None:
    drop = dropping.put("tickets/t.csv", (ASKED + "7,Help,ann@example.com\n").encode())
    dropping.read(drop)
    ticket = dropping.world.read_stored(derive_id("T-", "file", drop.derived_id, "7"))
    assert (ticket.channel, ticket.lane) == (Channel.FILE, Lane.BULK)
    assert (ticket.origin.row, ticket.origin.external_id) == (2, "7")
    assert ticket.origin.upload_id == drop.derived_id


def test_a_file_of_lines_names_the_line_and_takes_the_others(dropping: Dropping) -> None:
    good = {"description": "Help", "requester": {"email": "ann@example.com"}}
    lines = [json.dumps(good), "{", json.dumps({**good, "department": "moon"}), "", "[]"]
    report = dropping.drop("tickets/t.jsonl", "\n".join(lines).encode())
    assert (report["accepted"], report["refused"]) == (1, 3)
    named = [(problem["row"], problem["column"]) for problem in read_problems(report)]
    assert named == [(2, "row"), (3, "department"), (5, "row")]


def test_a_table_names_the_department_that_is_unknown_and_takes_the_other_rows(
    dropping: Dropping,
) -> None:
    rows = "1,Help,ann@example.com,moon\n2,Help,ann@example.com,network\n"
    header = ASKED.replace("\n", ",department\n")
    report = dropping.drop("tickets/t.csv", (header + rows).encode())
    assert (report["accepted"], report["refused"]) == (1, 1)
    [problem] = read_problems(report)
    assert (problem["row"], problem["column"]) == (2, "department")
    assert "network" in str(problem["reason"])


def test_the_same_id_twice_in_a_file_with_other_words_is_refused(dropping: Dropping) -> None:
    rows = "1,Help,ann@example.com\n1,Other,ann@example.com\n"
    report = dropping.drop("tickets/t.csv", (ASKED + rows).encode())
    assert (report["accepted"], report["refused"]) == (1, 1)
    assert read_problems(report)[0]["column"] == "external_id"


def test_a_cell_of_ten_megabytes_costs_its_row_and_no_other(dropping: Dropping) -> None:
    rows = f"1,{'x' * 10_000_000},ann@example.com\n2,Help,ann@example.com\n"
    report = dropping.drop("tickets/t.csv", (ASKED + rows).encode())
    assert (report["accepted"], report["refused"]) == (1, 1)
    assert read_problems(report)[0]["row"] == 2
    assert "a row may have 262,144" in str(read_problems(report)[0]["reason"])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (ASKED.encode(), "has no rows"),
        ((ASKED + "1,Gerät,a@example.com\n").encode("latin-1"), "is not UTF-8: byte 45"),
        ((ASKED + "1,Help,a@example.com\n").encode("utf-16"), "is UTF-16"),
        (b"external_id,description\n1,Help\n", "this column is missing"),
        ((ASKED + '1,"Help,a@example.com\n').encode(), "never closed"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_says_why(
    dropping: Dropping, content: bytes, says: str
) -> None:
    drop = dropping.put("tickets/t.csv", content)
    report = dropping.read(drop)
    assert (report["state"], report["accepted"]) == ("refused", 0)
    assert says in str(read_problems(report)[0]["reason"])
    assert dropping.upload(drop).state is UploadState.REFUSED


def test_a_file_of_another_kind_in_a_folder_is_refused(dropping: Dropping) -> None:
    report = dropping.drop("roster/people.xlsx", b"PK")
    assert "ends in .csv" in str(read_problems(report)[0]["reason"])


def test_a_file_that_is_gone_is_refused(dropping: Dropping) -> None:
    drop = dropping.put("roster/r.csv", build_roster(build_person(1)))
    client = dropping.files.client
    client.delete_object(Bucket=dropping.files.bucket, Key=drop.key, VersionId=drop.version_id)
    assert "no longer there" in str(read_problems(dropping.read(drop))[0]["reason"])


def test_examples_are_precedents_of_their_departments_and_told_where_they_disagree(
    dropping: Dropping,
) -> None:
    rows = (
        "Mouse dead,device_broken\nNo wifi,connection_failure\nmouse  DEAD,device_request\nX,moon\n"
    )
    drop = dropping.put("examples/e.csv", ("text,category\n" + rows).encode())
    report = dropping.read(drop)
    assert (report["accepted"], report["refused"]) == (3, 1)
    assert {problem["row"] for problem in read_problems(report)} == {4, 5}
    labels = {
        vector_document.label
        for vector_document in dropping.list_shown(VectorKind.PRECEDENT, "hardware")
    }
    assert labels == {"device_broken", "device_request"}
    (chunk,) = dropping.world.uploads.list_chunks(drop.derived_id)
    assert chunk.departments == ("hardware", "network")


def test_the_same_examples_in_another_file_teach_nothing_twice(dropping: Dropping) -> None:
    content = b"text,category\nMouse dead,device_broken\n"
    dropping.drop("examples/a.csv", content)
    dropping.drop("examples/b.csv", content)
    assert len(dropping.list_shown(VectorKind.PRECEDENT, "hardware")) == 1


def test_an_announced_upload_is_told_by_the_id_it_was_given(dropping: Dropping) -> None:
    uploads = UploadService(
        dropping.world.uploads, dropping.files, dropping.read_clock, lambda: "1"
    )
    admin = Viewer(Role.ADMIN, person="ada@example.com")
    form = uploads.open_upload(UploadKind.TICKETS, "t.csv", admin)
    rows = ASKED + "1,Help,ann@example.com\n"
    dropping.drop(form.upload.key, rows.encode())
    upload = uploads.read_upload(form.upload.upload_id, admin)
    assert (upload.state, upload.accepted) == (UploadState.DONE, 1)
    ticket_id = derive_id("T-", "file", upload.upload_id, "1")
    assert dropping.world.tickets.read_history(ticket_id)[0].actor == "ada@example.com"


def test_the_form_used_a_second_time_is_a_drop_of_its_own(dropping: Dropping) -> None:
    uploads = UploadService(
        dropping.world.uploads, dropping.files, dropping.read_clock, lambda: "1"
    )
    key = uploads.open_upload(
        UploadKind.TICKETS, "t.csv", Viewer(Role.ADMIN, person="ada")
    ).upload.key
    rows = (ASKED + "1,Help,ann@example.com\n").encode()
    first, second = dropping.put(key, rows), dropping.put(key, rows)
    dropping.read(first)
    dropping.read(second)
    assert dropping.upload(second).state is UploadState.DONE
    with pytest.raises(NotFound):
        dropping.upload(first)


def test_rows_wait_while_there_is_no_desk(emulated: World, emulator: boto3.Session) -> None:
    dropping = Dropping(emulated, build_file_store(emulator))
    drop = dropping.put("roster/r.csv", build_roster(build_person(1)))
    with pytest.raises(NotFound, match="drop a desk file first"):
        dropping.read(drop)
    dropping.drop("desk/desk.yaml", DESK)
    assert dropping.read(drop)["accepted"] == 1
