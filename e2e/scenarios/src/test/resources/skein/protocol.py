"""Speaks Skein's protocol as Skein's client does, with gRPC alone: inside a container, or outside.

    protocol.py inside                       puts what it found under the key "result"
    protocol.py outside ADDRESS DIRECTORY    prints what it found
"""

import os
import sys

import grpc


def varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def text(field, value):
    value = value if isinstance(value, bytes) else value.encode()
    return varint(field << 3 | 2) + varint(len(value)) + value


def number(field, value):
    return varint(field << 3) + varint(value)


def fields(message):
    """Field number to the values of a message, in order."""
    found, at = {}, 0

    def read():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(message):
        tag = read()
        if tag & 7 == 2:
            size = read()
            value = message[at : at + size]
            at += size
        else:
            value = read()
        found.setdefault(tag >> 3, []).append(value)
    return found


class AppMaster:
    def __init__(self, address, crt, pem):
        with open(crt, "rb") as file:
            certificates = file.read()
        with open(pem, "rb") as file:
            key = file.read()
        self.channel = grpc.secure_channel(
            address,
            grpc.ssl_channel_credentials(certificates, key, certificates),
            [
                ("grpc.ssl_target_name_override", "skein-internal"),
                ("grpc.default_authority", "skein-internal"),
            ],
        )

    def call(self, method, request=b""):
        return fields(self.channel.unary_unary("/skein.AppMaster/" + method)(request, timeout=60))

    def code(self, method, request=b""):
        try:
            self.call(method, request)
            return "OK"
        except grpc.RpcError as error:
            return error.code().name

    def get(self, key):
        for item in self.call("GetRange", text(1, key) + text(2, key + "\0")).get(3, []):
            return fields(item)[2][0].decode()

    def put(self, key, value):
        self.call("PutKey", text(1, key) + text(2, value))

    def watch(self, prefix):
        """The values that are put below a prefix; the first is None, when it has begun."""
        ask = text(1, text(1, prefix) + text(2, prefix + "\x7f") + number(3, 1))
        stream = self.channel.stream_stream("/skein.AppMaster/Watch")
        gate = __import__("queue").Queue()
        gate.put(ask)
        for response in stream(iter(gate.get, None), timeout=60):
            event = fields(response).get(3)
            yield fields(event[0])[2][0].decode() if event else None

    def containers(self):
        found = []
        for item in self.call("getContainers").get(1, []):
            container = fields(item)
            found.append(
                "%s_%d:%d"
                % (
                    container[1][0].decode(),
                    container.get(2, [0])[0],
                    container.get(3, [0])[0],
                )
            )
        return sorted(found)


def inside():
    here = [
        os.path.join(each, os.environ["CONTAINER_ID"])
        for each in os.environ["LOCAL_DIRS"].split(",")
        if os.path.exists(os.path.join(each, os.environ["CONTAINER_ID"], ".skein.crt"))
    ][0]
    master = AppMaster(
        os.environ["SKEIN_APPMASTER_ADDRESS"], here + "/.skein.crt", here + "/.skein.pem"
    )
    me = os.environ["SKEIN_CONTAINER_ID"]
    master.put("hello/" + me, os.environ.get("ROLE", "none"))
    if me != "worker_0":
        return
    stop = master.watch("stop")
    next(stop)
    found = [
        "name=" + master.call("getApplicationSpec")[1][0].decode(),
        "scale=" + master.code("scale", text(1, "worker") + number(2, 5)),
        "shutdown=" + master.code("shutdown", number(1, 1)),
        "kill=" + master.code("killContainer", text(1, "worker") + number(2, 1)),
        "missing=" + str(master.get("nothing")),
        "mode=%o" % (os.stat(here + "/.skein.pem").st_mode & 0o777),
    ]
    master.put("result", " ".join(found))
    print("stopped by", next(stop), flush=True)


def outside(address, directory):
    master = AppMaster(address, directory + "/skein.crt", directory + "/skein.pem")
    scaled = master.call("scale", text(1, "worker") + number(2, 3))
    print("begun=%d" % len(scaled[1]))
    env = text(2, text(1, "ROLE") + text(2, "spare"))
    added = fields(
        master.channel.unary_unary("/skein.AppMaster/addContainer")(
            text(1, "worker") + env, timeout=60
        )
    )
    print("added=%d" % added[2][0])
    for value in master.watch("hello/worker_3"):
        if value is None:
            value = master.get("hello/worker_3")
        if value is not None:
            print("role=" + value)
            break
    print("killed=" + master.code("killContainer", text(1, "worker") + number(2, 1)))
    print("unknown=" + master.code("scale", text(1, "nobody") + number(2, 1)))
    print("containers=" + ",".join(each.split(":")[0] for each in master.containers()))
    master.put("stop", "outside")
    print("shutdown=" + master.code("shutdown", number(1, 1) + text(2, "enough seen")))


if sys.argv[1] == "inside":
    inside()
    if os.environ["SKEIN_CONTAINER_ID"] != "worker_0":
        import time

        time.sleep(1000)
else:
    outside(*sys.argv[2:])
