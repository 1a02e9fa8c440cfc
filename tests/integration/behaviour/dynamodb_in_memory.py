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
    "=": lambda left, right: bool(left == right),
    "<>": lambda left, right: bool(left != right),
    "<": lambda left, right: bool(left < right),
    "<=": lambda left, right: bool(left <= right),
    ">": lambda left, right: bool(left > right),
    ">=": lambda left, right: bool(left >= right),
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

    def name(self) -> str:
        token = self.take()
        return self.names[token] if token.startswith("#") else token

    # --- conditions -----------------------------------------------------------------------------
    def condition(self) -> Test:
        test = self._either()
        if self.next:
            raise NotImplementedError(f"{self.next} in {self.tokens}")
        return test

    def _either(self) -> Test:
        tests = [self._both()]
        while self.next.upper() == "OR":
            self.take()
            tests.append(self._both())
        return lambda item: any(test(item) for test in tests)

    def _both(self) -> Test:
        tests = [self._single()]
        while self.next.upper() == "AND":
            self.take()
            tests.append(self._single())
        return lambda item: all(test(item) for test in tests)

    def _single(self) -> Test:
        match self.next:
            case "NOT":
                self.take()
                test = self._single()
                return lambda item: not test(item)
            case "(":
                self.take()
                test = self._either()
                self.take(")")
                return test
            case "attribute_exists" | "attribute_not_exists":
                wanted = self.take() == "attribute_exists"
                self.take("(")
                name = self.name()
                self.take(")")
                return lambda item: (name in item) is wanted
            case "begins_with":
                self.take()
                self.take("(")
                text = self._operand()
                self.take(",")
                start = self._operand()
                self.take(")")
                return lambda item: _comparable(text(item)).startswith(_comparable(start(item)))
        return self._comparison()

    def _comparison(self) -> Test:
        left, word = self._operand(), self.take().upper()
        if word == "BETWEEN":
            low = self._operand()
            self.take("AND")
            high = self._operand()
            return lambda item: _holds("<=", low, left, item) and _holds("<=", left, high, item)
        if word == "IN":
            self.take("(")
            others = [self._operand()]
            while self.next == ",":
                self.take()
                others.append(self._operand())
            self.take(")")
            return lambda item: any(_holds("=", left, other, item) for other in others)
        right = self._operand()
        return lambda item: _holds(word, left, right, item)

    def _operand(self) -> Callable[[Item], Any]:
        if self.next.startswith(":"):
            value = self.values[self.take()]
            return lambda item: value
        name = self.name()
        return lambda item: item.get(name)

    # --- updates --------------------------------------------------------------------------------
    def update(self, item: Item) -> Item:
        """The item after it."""
        changed = dict(item)
        while self.next:
            clause = self.take().upper()
            while True:
                name = self.name()
                match clause:
                    case "SET":
                        self.take("=")
                        changed[name] = self._sum(item)
                    case "REMOVE":
                        changed.pop(name, None)
                    case "ADD":
                        changed[name] = _added(item.get(name), self._operand()(item), 1)
                    case _:
                        raise NotImplementedError(clause)
                if self.next != ",":
                    break
                self.take()
        return changed

    def _sum(self, item: Item) -> Any:
        value = self._term(item)
        while self.next in ("+", "-"):
            sign = 1 if self.take() == "+" else -1
            value = _added(value, self._term(item), sign)
        return value

    def _term(self, item: Item) -> Any:
        if self.next == "if_not_exists":
            self.take()
            self.take("(")
            name = self.name()
            self.take(",")
            other = self._operand()(item)
            self.take(")")
            return item.get(name, other)
        return self._operand()(item)


class Table:
    """One table with its indexes; `written` is told of every change."""

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

    def key(self, item: Item) -> tuple[str, ...]:
        return tuple(item[name]["S"] for name in self.keys)

    def get(self, key: Item) -> Item:
        return self.items.get(self.key(key), {})

    def put(self, item: Item) -> None:
        key, old = self.key(item), self.get(item)
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

    def after(self, kind: str, write: Mapping[str, Any]) -> Item:
        """What stands there after a write. Raises Refused."""
        old = self.get(write.get("Key") or write["Item"])
        if condition := write.get("ConditionExpression"):
            if not Expression(condition, write).condition()(old):
                raise Refused
        match kind:
            case "Put":
                return dict(write["Item"])
            case "Update":
                return Expression(write["UpdateExpression"], write).update(old or write["Key"])
        raise NotImplementedError(kind)

    def query(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        name = asked.get("IndexName", "")
        parts, projection = self.indexes[name] if name else (self.keys, "ALL")
        shelf = self.shelves.get((name, _partition(asked, parts[0])), {})
        fits = Expression(asked["KeyConditionExpression"], asked).condition()

        def place(item: Item) -> tuple[Any, ...]:
            return tuple(_comparable(item[part]) for part in (*parts[1:], *self.keys))

        rows = sorted((item for item in shelf.values() if fits(item)), key=place)
        if asked.get("ScanIndexForward") is False:
            rows.reverse()
        if start := asked.get("ExclusiveStartKey"):
            backward, mark = asked.get("ScanIndexForward") is False, place(start)
            rows = [row for row in rows if (place(row) < mark if backward else place(row) > mark)]
        answer: dict[str, Any] = {}
        limit = asked.get("Limit") or len(rows)
        if limit < len(rows):
            rows = rows[:limit]
            named = dict.fromkeys([*self.keys, *parts])
            answer["LastEvaluatedKey"] = {part: rows[-1][part] for part in named}
        if wanted := asked.get("FilterExpression"):
            kept = Expression(wanted, asked).condition()
            rows = [row for row in rows if kept(row)]
        return answer | {"Items": [self._shown(row, asked, parts, projection) for row in rows]}

    def _shown(
        self, row: Item, asked: Mapping[str, Any], parts: list[str], projection: str
    ) -> Item:
        if projection == "KEYS_ONLY":
            return {name: row[name] for name in dict.fromkeys([*self.keys, *parts])}
        if text := asked.get("ProjectionExpression"):
            names = asked.get("ExpressionAttributeNames", {})
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

        def written(key: Item, old: Item, new: Item) -> None:
            if records is not None:
                images = {"Keys": key, "NewImage": new} | ({"OldImage": old} if old else {})
                records.append({"images": _sent(images), "kind": "MODIFY" if old else "INSERT"})

        self.tables[name] = Table(schema, written)

    def answer(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Raises Refused, Cancelled."""
        match operation:
            case "GetItem":
                item = self.tables[asked["TableName"]].get(asked["Key"])
                return {"Item": dict(item)} if item else {}
            case "BatchGetItem":
                return {"Responses": dict(map(self._batch, asked["RequestItems"].items()))}
            case "Query":
                return self.tables[asked["TableName"]].query(asked)
            case "PutItem" | "UpdateItem":
                table = self.tables[asked["TableName"]]
                after = table.after(operation.removesuffix("Item"), asked)
                table.put(after)
                return {"Attributes": dict(after)}
            case "TransactWriteItems":
                self._transact([next(iter(write.items())) for write in asked["TransactItems"]])
                return {}
        raise NotImplementedError(operation)

    def _batch(self, asked: tuple[str, Mapping[str, Any]]) -> tuple[str, list[Item]]:
        name, wanted = asked
        items = [self.tables[name].get(key) for key in wanted["Keys"]]
        return name, [dict(item) for item in items if item]

    def _transact(self, writes: list[tuple[str, Mapping[str, Any]]]) -> None:
        codes, after = [], []
        for kind, write in writes:
            table = self.tables[write["TableName"]]
            try:
                if kind == "ConditionCheck":
                    table.after("Put", {**write, "Item": write["Key"]})
                else:
                    after.append((table, table.after(kind, write)))
                codes.append("None")
            except Refused:
                codes.append("ConditionalCheckFailed")
        if set(codes) != {"None"}:
            raise Cancelled(codes)
        for table, item in after:
            table.put(item)


def _partition(asked: Mapping[str, Any], name: str) -> str:
    """The one that a query looks into."""
    names = asked.get("ExpressionAttributeNames") or {}
    for part, value in re.findall(r"(#?\w+) = (:\w+)", asked["KeyConditionExpression"]):
        if names.get(part, part) == name:
            return str(asked["ExpressionAttributeValues"][value]["S"])
    raise NotImplementedError(asked["KeyConditionExpression"])


def _holds(word: str, left: Any, right: Any, item: Item) -> bool:
    one, other = left(item), right(item)
    if one is None or other is None:
        return False
    if one.keys() != other.keys():
        return word == "<>"
    return COMPARISONS[word](_comparable(one), _comparable(other))


def _comparable(value: Mapping[str, Any]) -> Any:
    ((kind, content),) = value.items()
    match kind:
        case "N":
            return Decimal(content)
        case "S":
            return content.encode()
    return content


def _added(value: Any, more: Any, sign: int) -> Item:
    before = Decimal(value["N"]) if value else Decimal(0)
    return {"N": str(before + sign * Decimal(more["N"]))}


def _sent(value: Any) -> Any:
    """As the stream hands it to Lambda: bytes as base64."""
    if isinstance(value, bytes | bytearray):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return {name: _sent(part) for name, part in value.items()}
    if isinstance(value, list | tuple | set):
        return [_sent(part) for part in value]
    return value
