"""Records what a desk does.

`python -m tests.integration.behaviour.record_desk --tree TREE --desk bank
--out bank.json.gz`
"""

import argparse
import contextlib
import gzip
import io
import json
import sys
import time
from collections import Counter
from pathlib import Path

from tests.integration.behaviour import aws_in_memory, fixed_chance, product_driver
from tests.integration.behaviour.player import Clock, People, Player
from tests.integration.behaviour.scenarios import SCENARIOS


def record_desk(tree: Path, desk: str) -> list[dict[str, object]]:
    """In a process of its own: the product keeps what it built."""
    folder = tree / "examples" / desk
    with (
        fixed_chance.fix_chance(),
        aws_in_memory.start_aws() as aws,
        contextlib.redirect_stdout(io.StringIO()),
    ):
        product_driver.set_environment(aws.bucket, aws_in_memory.URL)
        aws.create_tables(product_driver.build_table_schemas())
        clock = Clock()
        handlers = product_driver.load_handlers(tree, clock)
        player = Player(aws, clock, handlers, folder, People.read_folder(folder))
        player.play(SCENARIOS[desk])
    return player.records


def write_records(records: list[dict[str, object]], file: Path) -> None:
    """One record a line, so that `zdiff` reads well; no time stamp in the gzip header."""
    lines = [json.dumps(entry, ensure_ascii=False, sort_keys=True) for entry in records]
    content = "[\n" + ",\n".join(lines) + "\n]\n"
    with file.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(content.encode())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tree", type=Path, default=Path.cwd())
    parser.add_argument("--desk", choices=sorted(SCENARIOS), required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    records = record_desk(given.tree.resolve(), given.desk)
    write_records(records, given.out)
    kinds = Counter(str(entry["kind"]) for entry in records)
    sys.stderr.write(
        f"{given.out}: {len(records)} records {dict(kinds)}, "
        f"{given.out.stat().st_size / 1e6:.2f} MB, {time.process_time():.0f} s of processor\n"
    )


if __name__ == "__main__":
    main()
