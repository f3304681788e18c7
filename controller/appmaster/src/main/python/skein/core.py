"""The application master, as a process in one of its containers sees it."""

import http.client
import json
import os
import select
import socket
import ssl
import threading
import time
import urllib.parse

from .exceptions import ApplicationError, ConnectionError, ContextError, DriverError
from .kv import KeyValueStore
from .model import Container, Resources


class Properties:
    """What a container knows of itself; every property is None outside of one."""

    @property
    def application_id(self):
        return os.environ.get("SKEIN_APPLICATION_ID")

    @property
    def appmaster_address(self):
        try:
            return _read_address(_api_directory())
        except (ContextError, OSError):
            return None

    @property
    def config_dir(self):
        return os.environ.get("SKEIN_CONFIG") or os.path.join(os.path.expanduser("~"), ".skein")

    @property
    def container_id(self):
        return os.environ.get("SKEIN_CONTAINER_ID")

    @property
    def container_resources(self):
        try:
            return Resources(
                int(os.environ["SKEIN_RESOURCE_MEMORY"]), int(os.environ["SKEIN_RESOURCE_VCORES"])
            )
        except (KeyError, ValueError):
            return None

    @property
    def container_dir(self):
        api = os.environ.get("HEDDLE_API")
        return os.path.dirname(os.path.dirname(api)) if api else None

    @property
    def yarn_container_id(self):
        return os.environ.get("CONTAINER_ID")


properties = Properties()


def _api_directory():
    directory = os.environ.get("HEDDLE_API")
    if not directory or not properties.application_id:
        raise ContextError("not in a container of an application: HEDDLE_API is not set")
    return directory


def _read_address(directory):
    with open(os.path.join(directory, "address")) as f:
        return f.read().strip()


class _Connection(http.client.HTTPSConnection):
    """Knows who must answer by the application in its certificate, wherever it is."""

    def __init__(self, address, application_id, context, timeout):
        host, _, port = address.rpartition(":")
        super().__init__(host, int(port), timeout=timeout, context=context)
        # The name in the certificate; a host's name has no underscores.
        self._name = application_id.replace("_", "-")
        self._tls = context

    def connect(self):
        plain = socket.create_connection((self.host, self.port), self.timeout)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self._name)


class _Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body.decode("utf-8"))


class _Transport:
    """Requests to the application master, on one kept connection for each thread.

    An application master that is started again is found again; what is asked meanwhile waits for it.
    """

    PATIENCE = 60.0
    IDLE = 15.0  # the other side drops a connection that is idle for twice as long
    PAUSE = 0.05

    def __init__(self, directory, application_id):
        self._directory = directory
        self._application_id = application_id
        self._local = threading.local()
        self._context = None
        self._lock = threading.Lock()

    def request(self, method, path, body=None, timeout=30.0, repeatable=True):
        """The answer; an error of the other side becomes an exception."""
        deadline = time.monotonic() + self.PATIENCE
        while True:
            sent = False
            try:
                connection = self._connection(timeout)
                if not repeatable and _is_closed(connection):
                    self.close()
                    connection = self._connection(timeout)
                if connection.sock is None:
                    connection.connect()
                connection.sock.settimeout(timeout)
                sent = True
                connection.request(method, path, body)
                response = connection.getresponse()
                answer = _Answer(response.status, response.headers, response.read())
                self._local.used = time.monotonic()
                return answer
            except (OSError, http.client.HTTPException) as e:
                self.close()
                if isinstance(e, ssl.SSLCertVerificationError):
                    raise ConnectionError(
                        "another application answers where %s was: %s" % (self._application_id, e)
                    ) from e
                if (sent and not repeatable) or time.monotonic() > deadline:
                    raise ConnectionError(
                        "the application master of %s gives no answer: %s"
                        % (self._application_id, e)
                    ) from e
                time.sleep(self.PAUSE)

    def stream(self, path, timeout):
        """An open connection and its response, whose body is still to come."""
        connection = _Connection(
            _read_address(self._directory), self._application_id, self._tls(), timeout
        )
        connection.request("GET", path)
        return connection, connection.getresponse()

    def close(self):
        connection = getattr(self._local, "connection", None)
        self._local.connection = None
        if connection is not None:
            connection.close()

    def _connection(self, timeout):
        connection = getattr(self._local, "connection", None)
        if connection is not None and time.monotonic() - self._local.used > self.IDLE:
            self.close()
            connection = None
        if connection is None:
            # Raises, and is tried again, until the application master can be called.
            address = _read_address(self._directory)
            connection = _Connection(address, self._application_id, self._tls(), timeout)
            self._local.connection = connection
            self._local.used = time.monotonic()
        return connection

    def _tls(self):
        with self._lock:
            if self._context is None:
                context = ssl.create_default_context(
                    cafile=os.path.join(self._directory, "ca.pem")
                )
                context.load_cert_chain(os.path.join(self._directory, "client.pem"))
                self._context = context
            return self._context


def _is_closed(connection):
    """Whether the other side has sent something that is no answer: the end, most likely."""
    if connection.sock is None or connection.sock.pending():
        return connection.sock is not None
    return bool(select.select([connection.sock], [], [], 0)[0])


def _failed(answer):
    try:
        said = answer.json()["message"]
    except (ValueError, KeyError):
        said = "status %d" % answer.status
    return ApplicationError(said)


class ApplicationClient:
    """The running application."""

    def __init__(self, transport, application_id):
        self.id = application_id
        self._transport = transport
        self.kv = KeyValueStore(self)

    @classmethod
    def from_current(cls):
        """The application of the container that this process runs in."""
        directory = _api_directory()
        return cls(_Transport(directory, properties.application_id), properties.application_id)

    def __repr__(self):
        return "ApplicationClient<%s>" % self.id

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def close(self):
        self._transport.close()

    def call(self, method, path, body=None, missing=False, **kwargs):
        """One request; None for what is not there, if that may be."""
        answer = self._transport.request(method, path, body, **kwargs)
        if answer.status == 404 and missing:
            return None
        if answer.status == 413 or answer.status == 400:
            raise ValueError(str(_failed(answer)))
        if answer.status >= 300:
            raise _failed(answer)
        return answer

    def status(self):
        """What the application master tells of itself and its services."""
        return self.call("GET", "/v1/status").json()

    def get_containers(self, services=None, states=None):
        """The instances of the services."""
        status = self.status()
        found = []
        for service in status.get("services", []):
            for instance in service.get("instances", []):
                found.append(_container(service["name"], instance))
        if not found:
            name, _, number = (properties.container_id or "_0").rpartition("_")
            found.append(Container(name, int(number), "RUNNING", status["containerId"]))
        return [
            each
            for each in found
            if (not services or each.service_name in services)
            and (not states or each.state in [str(state).upper() for state in states])
        ]

    def shutdown(self, status="SUCCEEDED", diagnostics=None):
        """Refused: a container's certificate does not reach so far."""
        body = {"status": str(status).lower(), "diagnostics": diagnostics or ""}
        self.call("POST", "/v1/shutdown", json.dumps(body))

    def scale(self, service, count=None, delta=None, **kwargs):
        """Refused: a container's certificate does not reach so far."""
        raise ApplicationError("a container may not scale its application: `heddle` can")


def _container(service, instance):
    return Container(
        service,
        int(instance["number"]),
        str(instance.get("state", "")).upper(),
        instance.get("containerId", ""),
        instance.get("message", ""),
    )


class Client:
    """Skein's driver has no counterpart in a container."""

    def __init__(self, *args, **kwargs):
        raise DriverError("use `heddle`, or skein.ApplicationClient.from_current() in a container")


def quote(text):
    return urllib.parse.quote(text, safe="")
