"""What the recipes need to know of the container they run in."""

import ipaddress
import os
import socket


def host():
    """The name under which this machine can be reached."""
    return os.environ.get("NM_HOST") or socket.gethostname()


def listen_ip():
    """All interfaces, except on a machine that YARN itself knows only by its loopback."""
    try:
        address = ipaddress.ip_address(socket.gethostbyname(os.environ.get("NM_HOST", "")))
    except (OSError, ValueError):
        return "0.0.0.0"
    return str(address) if address.is_loopback else "0.0.0.0"


def port(absent):
    """The port that was chosen for this service from the cluster's range."""
    text = os.environ.get("HEDDLE_PORT", "")
    return int(text) if text.isdigit() else absent


def take_flag(argv, flag, default):
    """The value of a flag, and the arguments without it."""
    rest, value, arguments = [], default, iter(argv)
    for argument in arguments:
        if argument == flag:
            value = next(arguments, None)
            if value is None:
                raise SystemExit("%s needs a value" % flag)
        elif argument.startswith(flag + "="):
            value = argument[len(flag) + 1 :]
        else:
            rest.append(argument)
    return value, rest


def private_directory(variable):
    """Sets a variable that names a Jupyter directory, unless it is set, to one of the container."""
    directory = os.path.abspath(".jupyter")
    os.environ.setdefault(variable, directory)
