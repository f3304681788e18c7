"""Starts a Jupyter server in a container: Notebook 6, Notebook 7, JupyterLab, or the bare server.

The first of these that the environment has is started, with every flag passed on. Where it serves is
published in the key-value store, as JSON, once it answers:

    python -m skein.recipes.jupyter_notebook [--notebook-info-key KEY] [JUPYTER'S FLAGS]
"""

import json
import os
import sys
import threading
import time
import urllib.error
import urllib.request

from skein.recipes import _container

INFO_KEY = "jupyter.notebook.info"


def _defaults(base, announce):
    """Jupyter's own application with a container's defaults; files and flags go before them."""
    from traitlets import default

    class ContainerServer(base):
        @default("ip")
        def _default_ip(self):
            return _container.listen_ip()

        @default("port")
        def _default_port(self):
            return _container.port(8888)

        @default("open_browser")
        def _default_open_browser(self):
            return False

        @default("allow_root")
        def _default_allow_root(self):
            # Whoever runs a container's processes is not for its user to choose.
            return hasattr(os, "getuid") and os.getuid() == 0

        def write_server_info_file(self):
            super().write_server_info_file()
            announce(self)

    ContainerServer.__name__ = base.__name__
    return ContainerServer


def _extension(app, announce):
    """An application that runs in a server of jupyter_server's."""

    class ContainerApp(app):
        serverapp_class = _defaults(app.serverapp_class, announce)
        open_browser = False

    ContainerApp.__name__ = app.__name__
    return ContainerApp


def _notebook_6(announce):
    from notebook.notebookapp import NotebookApp

    return _defaults(NotebookApp, announce)


def _notebook_7(announce):
    from notebook.app import JupyterNotebookApp

    return _extension(JupyterNotebookApp, announce)


def _lab(announce):
    from jupyterlab.labapp import LabApp

    return _extension(LabApp, announce)


def _server(announce):
    from jupyter_server.serverapp import ServerApp

    return _defaults(ServerApp, announce)


def find(announce):
    """The first kind of server that is installed."""
    for kind in (_notebook_6, _notebook_7, _lab, _server):
        try:
            return kind(announce)
        except ImportError as e:
            if e.name and e.name.split(".")[0] not in ("notebook", "jupyterlab", "jupyter_server"):
                raise
    raise SystemExit(
        "no Jupyter server is installed in this environment (%s): add notebook, jupyterlab or"
        " jupyter_server to it" % sys.prefix
    )


def info(app):
    """Where the server is, in Skein's words."""
    return {
        "protocol": "https" if app.certfile else "http",
        "host": _container.host(),
        "port": app.port,
        "base_url": app.base_url,
        "token": app.token,
    }


def _answers(app):
    host = app.ip if app.ip not in ("", "*", "0.0.0.0", "::", "localhost") else "127.0.0.1"
    try:
        urllib.request.urlopen(
            "http://%s:%d%sapi" % (host, app.port, app.base_url), timeout=5
        ).close()
        return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def announcer(key):
    """Publishes under a key of the user's own; under the usual one the container's agent does."""

    def publish(app):
        import skein

        while not app.certfile and not _answers(app):
            time.sleep(0.05)
        text = json.dumps(info(app)).encode("utf-8")
        with skein.ApplicationClient.from_current() as client:
            client.kv.put(key, text, owner=skein.properties.container_id)

    def announce(app):
        if key != INFO_KEY:
            thread = threading.Thread(target=publish, args=(app,), name="announce")
            thread.daemon = True
            thread.start()

    return announce


def main(argv=None):
    argv = sys.argv[1:] if argv is None else argv
    key, rest = _container.take_flag(argv, "--notebook-info-key", INFO_KEY)
    _container.private_directory("JUPYTER_RUNTIME_DIR")
    _container.private_directory("JUPYTER_DATA_DIR")
    find(announcer(key)).launch_instance(rest)


if __name__ == "__main__":
    main()
