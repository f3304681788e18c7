"""Uses everything of the store as a process in a container, and says so under the key `result`."""

import queue
import subprocess
import sys
import time

import skein
from skein import kv as steps

client = skein.ApplicationClient.from_current()
kv = client.kv
me = skein.properties.container_id


def refused(action, *kinds):
    try:
        action()
    except kinds as e:
        return str(e)
    raise AssertionError("not refused")


assert client.id == skein.properties.application_id and client.id.startswith("application_")
assert me == "worker_0", me
assert skein.properties.container_resources.memory == 256
assert client.status()["applicationId"] == client.id
assert [each.id for each in client.get_containers()] == ["worker_0"]
refused(client.shutdown, skein.ApplicationError)

# A mapping.
kv["a"] = b"1"
assert kv["a"] == b"1" and "a" in kv and "z" not in kv and kv.get("z") is None
refused(lambda: kv["z"], KeyError)
kv.update({"b/1": b"x", "b/2": b"y", "key with /+%\u00e4": b""})
assert kv.list_keys(prefix="b/") == ["b/1", "b/2"] and kv.count(start="b", end="c") == 2
assert dict(kv.get_prefix("b/")) == {"b/1": b"x", "b/2": b"y"}
assert list(kv.get_range(end="b")) == ["a"] and kv["key with /+%\u00e4"] == b""
assert len(kv) == 4 and kv.setdefault("a", b"9") == b"1" and kv.setdefault("c", b"3") == b"3"
refused(lambda: kv.put("big", b"x" * (5 << 20)), ValueError)

# Owners, swap, pop, discard.
kv.put("mine", b"1", owner=me)
assert kv.get("mine", return_owner=True) == (b"1", me)
refused(lambda: kv.put("mine", owner="worker_9"), ValueError)
kv.put("mine", b"2")
assert kv.swap("mine", owner=None, return_owner=True) == (b"2", me)
assert kv.pop("mine", return_owner=True) == (b"2", None) and kv.pop("mine", b"no") == b"no"
assert kv.discard("c") and not kv.discard("c") and kv.missing("c") and kv.exists("a")
assert kv.discard_prefix("b/", return_keys=True) == ["b/1", "b/2"]

# Transactions.
result = kv.transaction(
    conditions=[steps.value("a") == b"1", steps.owner("a") == None, steps.missing("t")],  # noqa
    on_success=[steps.put("t", b"done"), steps.get("t"), steps.exists("t"), steps.count()],
    on_failure=[steps.get("a")],
)
assert result.succeeded and result.results == [None, b"done", True, 3], result
result = kv.transaction([steps.exists("nothing")], [steps.put("t", b"no")], [steps.pop("t")])
assert not result.succeeded and result.results == [b"done"], result

# Events, times to live, waiting.
with kv.events(prefix="e/") as events:
    kv["e/1"] = b"one"
    kv.put("e/2", b"two", ttl=0.3)
    kv["other"] = b""
    seen = [events.get(timeout=20)[:3] for _ in range(3)]
    assert seen == [
        ("e/1", (b"one", None), "PUT"),
        ("e/2", (b"two", None), "PUT"),
        ("e/2", None, "DELETE"),
    ], seen
    refused(lambda: events.get(timeout=0.2), queue.Empty)
assert kv.wait("e/1") == b"one"

# What curl sees.
curl = 'curl -sf -K "$HEDDLE_API/curlrc" "$HEDDLE_URL/v1/kv/a"'
assert subprocess.check_output(curl, shell=True) == b"1"
code = 'curl -s -o /dev/null -w "%%{http_code}" -X POST -d {} -K "$HEDDLE_API/curlrc" %s'
url = '"$HEDDLE_URL/v1/shutdown"'
assert subprocess.check_output(code % url, shell=True) == b"403"

for name, count, action in (
    ("put", 2000, lambda: kv.__setitem__("speed", b"x" * 100)),
    ("get", 2000, lambda: kv["speed"]),
):
    begin = time.perf_counter()
    for _ in range(count):
        action()
    print("%s: %d a second" % (name, count / (time.perf_counter() - begin)), file=sys.stderr)

kv.put("until-the-end", b"1", owner=me)
kv["result"] = b"good"
kv.wait("stop")
