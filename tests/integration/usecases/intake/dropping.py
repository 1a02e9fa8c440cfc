"""A desk that reads files, over real stores; drops come as S3 tells of them, in any order."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from switchyard.adapters.dynamodb.desk_store import DynamoDeskStore
from switchyard.adapters.s3 import S3FileStore
from switchyard.domain.upload import Upload
from switchyard.domain.vector import VectorDocument, VectorKind
from switchyard.usecases.intake.read_rows import UploadRowReader
from switchyard.usecases.intake.s3_notification import FileDrop, read_drops
from switchyard.usecases.intake.service import FileIntakeService
from switchyard.usecases.intake.submissions import SubmissionService
from switchyard.usecases.intake.tickets import TicketIntake
from testing.embedding import HashEmbedder
from tests.builders import NOON
from tests.integration.world import World


@dataclass
class Dropping:
    world: World
    files: S3FileStore
    embedder: HashEmbedder = field(default_factory=HashEmbedder)
    drops: int = 0
    now: datetime = NOON

    @property
    def desks(self) -> DynamoDeskStore:
        return DynamoDeskStore(self.world.database, self.world.desk, self.files, self.embedder.name)

    def build_intake(self) -> TicketIntake:
        desk = self.desks.read_desk_in_force().desk
        return TicketIntake(self.world.tickets, self.world.people, desk, self.read_clock)

    @property
    def ingest(self) -> FileIntakeService:
        desks = self.desks
        rows = UploadRowReader(
            self.world.people,
            self.world.vectors,
            self.embedder,
            desks,
            self.build_intake,
            self.read_clock,
        )
        return FileIntakeService(
            self.world.uploads,
            self.files,
            rows,
            desks,
            self.embedder,
            self.world.tickets,
            self.read_clock,
        )

    @property
    def submissions(self) -> SubmissionService:
        return SubmissionService(self.build_intake, self.world.uploads, self.read_clock)

    def read_clock(self) -> datetime:
        """Every look at it is a millisecond later."""
        self.now += timedelta(milliseconds=1)
        return self.now

    def put(self, key: str, content: bytes) -> FileDrop:
        """The file is in the bucket; nobody was told yet."""
        self.drops += 1
        answer = self.files.client.put_object(Bucket=self.files.bucket, Key=key, Body=content)
        record = {
            "eventSource": "aws:s3",
            "eventName": "ObjectCreated:Put",
            "eventTime": (NOON + timedelta(seconds=self.drops)).isoformat(),
            "s3": {
                "object": {
                    "key": key,
                    "eTag": answer["ETag"],
                    "versionId": answer["VersionId"],
                    "sequencer": f"{self.drops:08X}",
                }
            },
        }
        (drop,) = read_drops(json.dumps({"Records": [record]}))
        return drop

    def drop(self, key: str, content: bytes) -> dict[str, object]:
        """Puts the file there, has it read to its end, and gives its report."""
        return self.read(self.put(key, content))

    def read(self, drop: FileDrop) -> dict[str, object]:
        upload = self.ingest.receive_file(drop)
        for chunk in self.world.uploads.list_chunks(upload.upload_id):
            self.ingest.read_chunk(upload.upload_id, chunk.number)
        self.ingest.finish_upload(upload.upload_id)
        return self.read_report(drop.key)

    def read_report(self, key: str) -> dict[str, object]:
        matches: dict[str, object] = json.loads(self.files.read_file(f"reports/{key}.json"))
        return matches

    def upload(self, drop: FileDrop) -> Upload:
        return self.world.uploads.read_upload(drop.derived_id)

    def list_shown(self, kind: VectorKind, department: str) -> list[VectorDocument]:
        """What a search in that department can find."""
        documents = self.world.vectors.read_changes(kind, department, 0)
        return [document for document in documents if not document.deleted]


def read_problems(report: dict[str, object]) -> list[dict[str, object]]:
    result = report["problems"]
    assert isinstance(result, list)
    return result
