"""DynamoDB's tables in memory, as far as the product uses them: plain names in expressions, no
paths.

The same in every run, and a hundred times as fast as an emulator. Knows nothing of the product.
"""

import base64
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

type Item = dict[str, Any]
type Test = Callable[[Item], bool]

TOKEN = re.compile(r"<>|<=|>=|[()=<>,+\-]|[#:]?\w+")
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda first, second: bool(first == second),
    "<>": lambda first, second: bool(first != second),
    "<": lambda first, second: bool(first < second),
    "<=": lambda first, second: bool(first <= second),
    ">": lambda first, second: bool(first > second),
    ">=": lambda first, second: bool(first >= second),
}


class Refused(Exception):
    """The condition does not hold."""


class Cancelled(Exception):
    """A code for each write of a transaction."""

    def __init__(self, codes: list[str]) -> None:
        self.codes = codes
        super().__init__(str(codes))


class Expression:
    """Reads one expression, token by token."""

    def __init__(self, text: str, request: Mapping[str, Any]) -> None:
        self.tokens = TOKEN.findall(text)
        self.names: Mapping[str, str] = request.get("ExpressionAttributeNames") or {}
        self.values: Mapping[str, Any] = request.get("ExpressionAttributeValues") or {}
        self.at = 0

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.next
        if expected and token.upper() != expected:
            raise NotImplementedError(f"{expected} expected in {self.tokens}")
        self.at += 1
        return token

    def take_name(self) -> str:
        token = self.take()
        return self.names[token] if token.startswith("#") else token

    # --- conditions -----------------------------------------------------------------------------
    def parse_condition(self) -> Test:
        test = self._parse_either()
        if self.next:
            raise NotImplementedError(f"{self.next} in {self.tokens}")
        return test

    def _parse_either(self) -> Test:
        tests = [self._parse_both()]
        while self.next.upper() == "OR":
            self.take()
            tests.append(self._parse_both())
        return lambda item: any(test(item) for test in tests)

    def _parse_both(self) -> Test:
        tests = [self._parse_single()]
        while self.next.upper() == "AND":
            self.take()
            tests.append(self._parse_single())
        return lambda item: all(test(item) for test in tests)

    def _parse_single(self) -> Test:
        match self.next:
            case "NOT":
                self.take()
                test = self._parse_single()
                return lambda item: not test(item)
            case "(":
                self.take()
                test = self._parse_either()
                self.take(")")
                return test
            case "attribute_exists" | "attribute_not_exists":
                wanted = self.take() == "attribute_exists"
                self.take("(")
                name = self.take_name()
                self.take(")")
                return lambda item: (name in item) is wanted
            case "begins_with":
                self.take()
                self.take("(")
                text = self._parse_operand()
                self.take(",")
                start = self._parse_operand()
                self.take(")")
                return lambda item: _make_comparable(text(item)).startswith(
                    _make_comparable(start(item))
                )
        return self._parse_comparison()

    def _parse_comparison(self) -> Test:
        first, word = self._parse_operand(), self.take().upper()
        if word == "BETWEEN":
            low = self._parse_operand()
            self.take("AND")
            high = self._parse_operand()
            return lambda item: (
                _is_true("<=", low, first, item) and _is_true("<=", first, high, item)
            )
        if word == "IN":
            self.take("(")
            others = [self._parse_operand()]
            while self.next == ",":
                self.take()
                others.append(self._parse_operand())
            self.take(")")
            return lambda item: any(_is_true("=", first, other, item) for other in others)
        second = self._parse_operand()
        return lambda item: _is_true(word, first, second, item)

    def _parse_operand(self) -> Callable[[Item], Any]:
        if self.next.startswith(":"):
            value = self.values[self.take()]
            return lambda _: value
        name = self.take_name()
        return lambda item: item.get(name)

    # --- updates --------------------------------------------------------------------------------
    def apply_update(self, item: Item) -> Item:
        """The item after it."""
        changed = dict(item)
        while self.next:
            clause = self.take().upper()
            while True:
                name = self.take_name()
                match clause:
                    case "SET":
                        self.take("=")
                        changed[name] = self._compute_sum(item)
                    case "REMOVE":
                        changed.pop(name, None)
                    case "ADD":
                        changed[name] = _add_values(item.get(name), self._parse_operand()(item), 1)
                    case _:
                        raise NotImplementedError(clause)
                if self.next != ",":
                    break
                self.take()
        return changed

    def _compute_sum(self, item: Item) -> Any:
        value = self._compute_term(item)
        while self.next in ("+", "-"):
            sign = 1 if self.take() == "+" else -1
            value = _add_values(value, self._compute_term(item), sign)
        return value

    def _compute_term(self, item: Item) -> Any:
        if self.next == "if_not_exists":
            self.take()
            self.take("(")
            name = self.take_name()
            self.take(",")
            other = self._parse_operand()(item)
            self.take(")")
            return item.get(name, other)
        return self._parse_operand()(item)


class Table:
    """One table with its indexes; `written` hears of every change."""

    def __init__(
        self, schema: Mapping[str, Any], written: Callable[[Item, Item, Item], None]
    ) -> None:
        self.keys = [part["AttributeName"] for part in schema["KeySchema"]]
        self.indexes = {
            index["IndexName"]: (
                [part["AttributeName"] for part in index["KeySchema"]],
                index["Projection"]["ProjectionType"],
            )
            for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes")
            for index in schema.get(kind, ())
        }
        self.written = written
        self.items: dict[tuple[str, ...], Item] = {}
        self.shelves: dict[tuple[str, str], dict[tuple[str, ...], Item]] = {}

    def read_key(self, item: Item) -> tuple[str, ...]:
        return tuple(item[name]["S"] for name in self.keys)

    def get(self, key: Item) -> Item:
        return self.items.get(self.read_key(key), {})

    def put(self, item: Item) -> None:
        key, old = self.read_key(item), self.get(item)
        for name, (parts, _) in [("", (self.keys, "ALL")), *self.indexes.items()]:
            for known, add in ((old, False), (item, True)):
                if not all(part in known for part in parts):
                    continue
                shelf = self.shelves.setdefault((name, known[parts[0]]["S"]), {})
                if add:
                    shelf[key] = item
                else:
                    shelf.pop(key, None)
        self.items[key] = item
        if old != item:
            self.written({name: item[name] for name in self.keys}, old, item)

    def build_item_after(self, kind: str, write: Mapping[str, Any]) -> Item:
        """What stands there after a write. Raises Refused."""
        old = self.get(write.get("Key") or write["Item"])
        condition = write.get("ConditionExpression")
        if condition and not Expression(condition, write).parse_condition()(old):
            raise Refused
        match kind:
            case "Put":
                return dict(write["Item"])
            case "Update":
                return Expression(write["UpdateExpression"], write).apply_update(
                    old or write["Key"]
                )
        raise NotImplementedError(kind)

    def query(self, request_body: Mapping[str, Any]) -> dict[str, Any]:
        name = request_body.get("IndexName", "")
        parts, projection = self.indexes[name] if name else (self.keys, "ALL")
        shelf = self.shelves.get((name, _read_partition(request_body, parts[0])), {})
        fits = Expression(request_body["KeyConditionExpression"], request_body).parse_condition()

        def read_place(item: Item) -> tuple[Any, ...]:
            return tuple(_make_comparable(item[part]) for part in (*parts[1:], *self.keys))

        rows = sorted((item for item in shelf.values() if fits(item)), key=read_place)
        if request_body.get("ScanIndexForward") is False:
            rows.reverse()
        if start := request_body.get("ExclusiveStartKey"):
            backward, mark = request_body.get("ScanIndexForward") is False, read_place(start)
            rows = [
                row
                for row in rows
                if (read_place(row) < mark if backward else read_place(row) > mark)
            ]
        answer: dict[str, Any] = {}
        limit = request_body.get("Limit") or len(rows)
        if limit < len(rows):
            rows = rows[:limit]
            named = dict.fromkeys([*self.keys, *parts])
            answer["LastEvaluatedKey"] = {part: rows[-1][part] for part in named}
        if wanted := request_body.get("FilterExpression"):
            kept = Expression(wanted, request_body).parse_condition()
            rows = [row for row in rows if kept(row)]
        return answer | {
            "Items": [self._select_shown(row, request_body, parts, projection) for row in rows]
        }

    def _select_shown(
        self, row: Item, request_body: Mapping[str, Any], parts: list[str], projection: str
    ) -> Item:
        if projection == "KEYS_ONLY":
            return {name: row[name] for name in dict.fromkeys([*self.keys, *parts])}
        if text := request_body.get("ProjectionExpression"):
            names = request_body.get("ExpressionAttributeNames", {})
            wanted = [names.get(name.strip(), name.strip()) for name in text.split(",")]
            return {name: row[name] for name in wanted if name in row}
        return dict(row)


class Tables:
    """Answers DynamoDB's operations; `stream` holds the records of tables that have one."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {}
        self.stream: dict[str, list[dict[str, Any]]] = {}

    def create(self, name: str, schema: Mapping[str, Any]) -> None:
        records = self.stream.setdefault(name, []) if "StreamSpecification" in schema else None

        def add_stream_record(key: Item, old: Item, new: Item) -> None:
            if records is not None:
                images = {"Keys": key, "NewImage": new} | ({"OldImage": old} if old else {})
                records.append(
                    {"images": _format_sent(images), "kind": "MODIFY" if old else "INSERT"}
                )

        self.tables[name] = Table(schema, add_stream_record)

    def answer(self, operation: str, request_body: Mapping[str, Any]) -> dict[str, Any]:
        """Raises Refused, Cancelled."""
        match operation:
            case "GetItem":
                item = self.tables[request_body["TableName"]].get(request_body["Key"])
                return {"Item": dict(item)} if item else {}
            case "BatchGetItem":
                tables = request_body["RequestItems"].items()
                return {"Responses": dict(map(self._read_batch, tables))}
            case "Query":
                return self.tables[request_body["TableName"]].query(request_body)
            case "PutItem" | "UpdateItem":
                table = self.tables[request_body["TableName"]]
                after = table.build_item_after(operation.removesuffix("Item"), request_body)
                table.put(after)
                return {"Attributes": dict(after)}
            case "TransactWriteItems":
                self._transact(
                    [next(iter(write.items())) for write in request_body["TransactItems"]]
                )
                return {}
        raise NotImplementedError(operation)

    def _read_batch(self, request_body: tuple[str, Mapping[str, Any]]) -> tuple[str, list[Item]]:
        name, wanted = request_body
        items = [self.tables[name].get(key) for key in wanted["Keys"]]
        return name, [dict(item) for item in items if item]

    def _transact(self, writes: list[tuple[str, Mapping[str, Any]]]) -> None:
        codes, after = [], []
        for kind, write in writes:
            table = self.tables[write["TableName"]]
            try:
                if kind == "ConditionCheck":
                    table.build_item_after("Put", {**write, "Item": write["Key"]})
                else:
                    after.append((table, table.build_item_after(kind, write)))
                codes.append("None")
            except Refused:
                codes.append("ConditionalCheckFailed")
        if set(codes) != {"None"}:
            raise Cancelled(codes)
        for table, item in after:
            table.put(item)


def _read_partition(request_body: Mapping[str, Any], name: str) -> str:
    """The partition that a query looks into."""
    names = request_body.get("ExpressionAttributeNames") or {}
    for part, value in re.findall(r"(#?\w+) = (:\w+)", request_body["KeyConditionExpression"]):
        if names.get(part, part) == name:
            return str(request_body["ExpressionAttributeValues"][value]["S"])
    raise NotImplementedError(request_body["KeyConditionExpression"])


def _is_true(word: str, first: Any, second: Any, item: Item) -> bool:
    value, other = first(item), second(item)
    if value is None or other is None:
        return False
    if value.keys() != other.keys():
        return word == "<>"
    return COMPARISONS[word](_make_comparable(value), _make_comparable(other))


def _make_comparable(value: Mapping[str, Any]) -> Any:
    ((kind, content),) = value.items()
    match kind:
        case "N":
            return Decimal(content)
        case "S":
            return content.encode()
    return content


def _add_values(value: Any, more: Any, sign: int) -> Item:
    before = Decimal(value["N"]) if value else Decimal(0)
    return {"N": str(before + sign * Decimal(more["N"]))}


def _format_sent(value: Any) -> Any:
    """As the stream hands it to Lambda: bytes as base64."""
    if isinstance(value, bytes | bytearray):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return {name: _format_sent(part) for name, part in value.items()}
    if isinstance(value, list | tuple | set):
        return [_format_sent(part) for part in value]
    return value
