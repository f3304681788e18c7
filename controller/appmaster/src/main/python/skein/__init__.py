"""Skein's Python interface, for what runs in a container of Heddle's.

It needs the standard library alone, and is found where no skein is installed. An installed skein has
precedence wherever it can work, which is where the application master speaks Skein's own protocol.
"""

import importlib.machinery
import os
import sys


def _installed():
    """The spec of a skein that is installed beside this one and can be used here, or None."""
    if not os.environ.get("SKEIN_APPMASTER_ADDRESS"):
        return None
    here = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    others = [entry for entry in sys.path if os.path.realpath(entry or ".") != here]
    return importlib.machinery.PathFinder.find_spec("skein", others)


_spec = _installed()
if _spec is not None and _spec.origin:
    __path__ = list(_spec.submodule_search_locations)
    __file__ = _spec.origin
    __spec__ = _spec
    __loader__ = _spec.loader
    _spec.loader.exec_module(sys.modules[__name__])
else:
    from . import exceptions, kv
    from .core import ApplicationClient, Client, properties
    from .exceptions import ApplicationError, ConnectionError, DriverError, SkeinError
    from .model import ApplicationSpec, Container, Resources

    __version__ = "0.8.2+heddle"
