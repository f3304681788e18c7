"""The key-value store: values are bytes, keys are text, in order."""

import base64
import collections
import http.client
import json
import queue
import threading
import time
import urllib.parse
from collections.abc import MutableMapping

from .exceptions import ConnectionError, SkeinError
from .model import seconds


class _Unchanged:
    def __repr__(self):
        return "no_change"


no_change = _Unchanged()

ValueOwnerPair = collections.namedtuple("ValueOwnerPair", ["value", "owner"])
TransactionResult = collections.namedtuple("TransactionResult", ["succeeded", "results"])
Event = collections.namedtuple("Event", ["key", "result", "event_type", "event_filter"])
Event.__new__.__defaults__ = (None,)


class EventType:
    """What happened to a key."""

    ALL = "ALL"
    PUT = "PUT"
    DELETE = "DELETE"


class EventFilter:
    """Which keys, and what of them."""

    def __init__(self, key=None, prefix=None, start=None, end=None, event_type=None):
        self.range = _range(key, prefix, start, end)
        self.event_type = str(event_type or EventType.ALL).upper()
        if self.event_type not in ("ALL", "PUT", "DELETE"):
            raise ValueError("event_type is %r; ALL, PUT and DELETE are known" % event_type)

    def __repr__(self):
        return "EventFilter<%s, event_type=%r>" % (self.range, self.event_type)


def _encode(value):
    if isinstance(value, str) or not isinstance(value, (bytes, bytearray, memoryview)):
        raise TypeError("a value is bytes, not %s" % type(value).__name__)
    return base64.b64encode(bytes(value)).decode("ascii")


def _key(key):
    if not isinstance(key, str):
        raise TypeError("a key is a str, not %s" % type(key).__name__)
    return key


def _range(key=None, prefix=None, start=None, end=None):
    """The fields that say which keys."""
    if key is not None:
        return {"key": _key(key)}
    if prefix is not None:
        if start is not None or end is not None:
            raise ValueError("prefix and start or end exclude each other")
        return {"prefix": _key(prefix)}
    fields = {}
    if start is not None:
        fields["start"] = _key(start)
    if end is not None:
        fields["end"] = _key(end)
    return fields


def _pair(item):
    return ValueOwnerPair(base64.b64decode(item["value"]), item.get("owner"))


def _shown(item, return_owner):
    return _pair(item) if return_owner else _pair(item).value


def _ordered(result, return_owner):
    return collections.OrderedDict(
        (item["key"], _shown(item, return_owner)) for item in result["items"]
    )


class Operation:
    """One step of a transaction; alone, a transaction of its own."""

    def __init__(self, request, read):
        self.request = request
        self.read = read

    def __repr__(self):
        return "Operation<%r>" % (self.request,)


class Condition:
    """What must hold for a transaction's first list of operations to be done."""

    def __init__(self, request):
        self.request = request

    def __repr__(self):
        return "Condition<%r>" % (self.request,)


class _Comparable:
    def __init__(self, key):
        self._key = _key(key)

    def _operand(self, other):
        raise NotImplementedError

    def _compare(self, operator, other):
        if other is None and operator not in ("==", "!="):
            raise TypeError("None can be compared with == and != alone")
        request = {"key": self._key, "target": self._target, "is": operator}
        if other is not None:
            request["operand"] = self._operand(other)
        return Condition(request)

    def __eq__(self, other):
        return self._compare("==", other)

    def __ne__(self, other):
        return self._compare("!=", other)

    def __lt__(self, other):
        return self._compare("<", other)

    def __le__(self, other):
        return self._compare("<=", other)

    def __gt__(self, other):
        return self._compare(">", other)

    def __ge__(self, other):
        return self._compare(">=", other)

    __hash__ = None


class value(_Comparable):
    """The value of a key, to be compared in a condition."""

    _target = "value"

    def _operand(self, other):
        return _encode(other)


class owner(_Comparable):
    """The owner of a key, to be compared in a condition."""

    _target = "owner"

    def _operand(self, other):
        return str(other)


def comparison(key, field, operator, rhs):
    """A condition from its parts."""
    names = {"equal": "==", "not_equal": "!=", "less": "<", "less_equal": "<="}
    names.update({"greater": ">", "greater_equal": ">="})
    comparable = {"value": value, "owner": owner}[field](key)
    return comparable._compare(names.get(operator, operator), rhs)


class exists(Condition, Operation):
    """Whether a key is there; as a condition, that it is."""

    def __init__(self, key):
        Condition.__init__(self, {"key": _key(key), "target": "exists", "is": "=="})
        self.condition = self.request
        self.request = {"op": "get", "key": key, "select": "count"}
        self.read = lambda result: result["count"] > 0


class missing(exists):
    """Whether a key is not there; as a condition, that it is not."""

    def __init__(self, key):
        exists.__init__(self, key)
        self.condition = dict(self.condition, target="missing")
        self.read = lambda result: result["count"] == 0


def get(key, default=None, return_owner=False):
    def read(result):
        items = result["items"]
        if items:
            return _shown(items[0], return_owner)
        return ValueOwnerPair(default, None) if return_owner else default

    return Operation({"op": "get", "key": _key(key), "select": "items"}, read)


def get_prefix(prefix, return_owner=False):
    return Operation(
        {"op": "get", "prefix": _key(prefix), "select": "items"},
        lambda result: _ordered(result, return_owner),
    )


def get_range(start=None, end=None, return_owner=False):
    return Operation(
        dict(_range(start=start, end=end), op="get", select="items"),
        lambda result: _ordered(result, return_owner),
    )


def count(start=None, end=None, prefix=None):
    return Operation(
        dict(_range(None, prefix, start, end), op="get", select="count"),
        lambda result: result["count"],
    )


def list_keys(start=None, end=None, prefix=None):
    return Operation(
        dict(_range(None, prefix, start, end), op="get", select="keys"),
        lambda result: list(result["keys"]),
    )


def _put_request(key, value, owner, ttl):
    if value is no_change and owner is no_change:
        raise ValueError("give a value, an owner, or both")
    request = {"op": "put", "key": _key(key)}
    if value is not no_change:
        request["value"] = _encode(value)
    if owner is not no_change:
        request["owner"] = owner or ""
    if ttl is not None:
        request["ttl"] = "%gs" % seconds(ttl)
    return request


def put(key, value=no_change, owner=no_change, ttl=None):
    return Operation(_put_request(key, value, owner, ttl), lambda result: None)


def swap(key, value=no_change, owner=no_change, return_owner=False, ttl=None):
    def read(result):
        before = result.get("previous")
        if before is not None:
            return _shown(before, return_owner)
        return ValueOwnerPair(None, None) if return_owner else None

    return Operation(dict(_put_request(key, value, owner, ttl), previous=True), read)


def pop(key, default=None, return_owner=False):
    operation = get(key, default, return_owner)
    operation.request["op"] = "delete"
    return operation


def pop_prefix(prefix, return_owner=False):
    operation = get_prefix(prefix, return_owner)
    operation.request["op"] = "delete"
    return operation


def pop_range(start=None, end=None, return_owner=False):
    operation = get_range(start, end, return_owner)
    operation.request["op"] = "delete"
    return operation


def discard(key):
    return Operation(
        {"op": "delete", "key": _key(key), "select": "count"}, lambda result: result["count"] > 0
    )


def discard_prefix(prefix, return_keys=False):
    operation = list_keys(prefix=prefix) if return_keys else count(prefix=prefix)
    operation.request["op"] = "delete"
    return operation


def discard_range(start=None, end=None, return_keys=False):
    operation = list_keys(start, end) if return_keys else count(start, end)
    operation.request["op"] = "delete"
    return operation


def _direct(function):
    def method(self, *args, **kwargs):
        return self.transaction(on_success=[function(*args, **kwargs)]).results[0]

    method.__name__ = function.__name__
    method.__doc__ = function.__doc__
    return method


class KeyValueStore(MutableMapping):
    """A mapping of keys to values that all containers of an application share."""

    def __init__(self, client):
        self._client = client

    def __getitem__(self, key):
        answer = self._client.call("GET", _path(key), missing=True)
        if answer is None:
            raise KeyError(key)
        return answer.body

    def __setitem__(self, key, value):
        _encode(value)  # checks its type
        self._client.call("PUT", _path(key), bytes(value))

    def __delitem__(self, key):
        if not self.discard(key):
            raise KeyError(key)

    def __contains__(self, key):
        return isinstance(key, str) and self.exists(key)

    def __iter__(self):
        return iter(self.list_keys())

    def __len__(self):
        return self.count()

    def get(self, key, default=None, return_owner=False):
        """The value of a key, or a default."""
        if return_owner:
            return self.transaction(on_success=[get(key, default, True)]).results[0]
        try:
            return self[key]
        except KeyError:
            return default

    def put(self, key, value=no_change, owner=no_change, ttl=None):
        """Sets a value, an owner, or both; what is left out stays as it was."""
        if value is not no_change and owner is no_change and ttl is None:
            self[key] = value
        else:
            self.transaction(on_success=[put(key, value, owner, ttl)])

    get_prefix = _direct(get_prefix)
    get_range = _direct(get_range)
    count = _direct(count)
    list_keys = _direct(list_keys)
    exists = _direct(exists)
    missing = _direct(missing)
    swap = _direct(swap)
    pop_prefix = _direct(pop_prefix)
    pop_range = _direct(pop_range)
    discard = _direct(discard)
    discard_prefix = _direct(discard_prefix)
    discard_range = _direct(discard_range)

    def pop(self, key, default=None, return_owner=False):
        """Takes a key out and returns its value, or a default."""
        return self.transaction(on_success=[pop(key, default, return_owner)]).results[0]

    def clear(self):
        self.discard_range()

    def setdefault(self, key, default):
        """The value of a key, set to a default first if there is none; atomic."""
        result = self.transaction(
            conditions=[missing(key)], on_success=[put(key, default)], on_failure=[get(key)]
        )
        return default if result.succeeded else result.results[0]

    def update(self, *args, **kwargs):
        """Sets several values at once."""
        values = dict(*args, **kwargs)
        self.transaction(on_success=[put(key, value) for key, value in values.items()])

    def transaction(self, conditions=None, on_success=None, on_failure=None):
        """Does the one or the other list of operations, all of them or none."""
        lists = {"onSuccess": list(on_success or ()), "onFailure": list(on_failure or ())}
        body = {name: [each.request for each in steps] for name, steps in lists.items()}
        body["conditions"] = [
            getattr(each, "condition", None) or each.request for each in conditions or ()
        ]
        answer = self._client.call("POST", "/v1/kv", json.dumps(body), repeatable=False).json()
        done = lists["onSuccess" if answer["succeeded"] else "onFailure"]
        results = [step.read(result) for step, result in zip(done, answer["results"])]
        return TransactionResult(answer["succeeded"], results)

    def wait(self, key, return_owner=False):
        """The value of a key, as soon as there is one."""
        while True:
            answer = self._client.call("GET", _path(key) + "?wait=20s", missing=True, timeout=40.0)
            if answer is not None:
                found = answer.headers.get("Heddle-Owner")
                return ValueOwnerPair(answer.body, found) if return_owner else answer.body

    def events(self, key=None, prefix=None, start=None, end=None, event_type=None):
        """A queue of what happens to certain keys from now on."""
        events = self.event_queue()
        events.subscribe(key, prefix, start, end, event_type)
        return events

    def event_queue(self):
        """A queue that any number of filters feed."""
        return EventQueue(self._client)


def _path(key):
    return "/v1/kv/" + urllib.parse.quote(_key(key), safe="")


class EventQueue:
    """Events in order, without a gap: a connection that breaks is taken up where it broke."""

    def __init__(self, client):
        self._client = client
        self._queue = queue.Queue()
        self._watches = {}
        self._closed = False

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.unsubscribe_all()
        self._closed = True

    def __iter__(self):
        while True:
            yield self.get()

    def subscribe(self, key=None, prefix=None, start=None, end=None, event_type=None):
        """Begins to listen, and returns the filter to unsubscribe."""
        if isinstance(key, EventFilter):
            event_filter = key
        else:
            event_filter = EventFilter(key, prefix, start, end, event_type)
        watch = _Watch(self._client, event_filter, self._queue)
        self._watches[event_filter] = watch
        watch.begin()
        return event_filter

    def unsubscribe(self, event_filter):
        watch = self._watches.pop(event_filter, None)
        if watch is None:
            raise ValueError("not subscribed to %r" % (event_filter,))
        watch.end()

    def unsubscribe_all(self):
        for event_filter in list(self._watches):
            self.unsubscribe(event_filter)

    def get(self, block=True, timeout=None):
        """The next event; raises queue.Empty when there is none in time."""
        item = self._queue.get(block, timeout)
        if isinstance(item, Exception):
            raise item
        return item

    def put(self, item):
        self._queue.put(item)


class _Watch:
    """One filter's stream, on a thread of its own."""

    LONGEST_SILENCE = 40.0
    PATIENCE = 60.0

    def __init__(self, client, event_filter, events):
        self._client = client
        self._filter = event_filter
        self._events = events
        self._next = None
        self._ended = False
        self._connection = None
        self._begun = threading.Event()
        self._failure = None

    def begin(self):
        thread = threading.Thread(target=self._run, name="skein-watch")
        thread.daemon = True
        thread.start()
        self._begun.wait()
        if self._failure is not None:
            raise self._failure

    def end(self):
        self._ended = True
        connection = self._connection
        if connection is not None and connection.sock is not None:
            try:
                connection.sock.shutdown(2)
            except OSError:
                pass

    def _run(self):
        deadline = time.monotonic() + self.PATIENCE
        while not self._ended:
            try:
                self._listen()
                deadline = time.monotonic() + self.PATIENCE
            except SkeinError as e:
                return self._fail(e)
            except (OSError, ValueError, http.client.HTTPException) as e:
                if time.monotonic() > deadline:
                    return self._fail(ConnectionError("no events can be read: %s" % e))
                time.sleep(0.05)
        return None

    def _fail(self, failure):
        self._failure = failure
        if self._begun.is_set() and not self._ended:
            self._events.put(failure)
        self._begun.set()
        return None

    def _listen(self):
        query = dict(self._filter.range)
        if self._filter.event_type != EventType.ALL:
            query["type"] = self._filter.event_type
        if self._next is not None:
            query["from"] = self._next
        path = "/v1/watch?" + urllib.parse.urlencode(query, quote_via=urllib.parse.quote)
        connection, response = self._client._transport.stream(path, self.LONGEST_SILENCE)
        self._connection = connection
        try:
            if response.status != 200:
                raise SkeinError(_message(response.read()))
            for line in response:
                self._take(json.loads(line.decode("utf-8")))
        finally:
            self._connection = None
            connection.close()

    def _take(self, event):
        kind = event["type"]
        if kind in ("PUT", "DELETE"):
            pair = _pair(event) if kind == "PUT" else None
            self._events.put(Event(event["key"], pair, kind, self._filter))
        elif kind == "LOST":
            raise SkeinError(event["message"])
        self._next = event["revision"] + 1
        self._begun.set()


def _message(body):
    try:
        return json.loads(body.decode("utf-8"))["message"]
    except (ValueError, KeyError):
        return "the application master refused to tell events"
