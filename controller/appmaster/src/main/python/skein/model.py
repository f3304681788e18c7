"""The values that the interface hands out."""

import datetime


class Resources:
    """What a container may use: memory in MiB, and virtual cores."""

    def __init__(self, memory, vcores, gpus=0, fpgas=0):
        self.memory = memory
        self.vcores = vcores
        self.gpus = gpus
        self.fpgas = fpgas

    def to_dict(self):
        return {
            "memory": self.memory,
            "vcores": self.vcores,
            "gpus": self.gpus,
            "fpgas": self.fpgas,
        }

    def __eq__(self, other):
        return isinstance(other, Resources) and self.to_dict() == other.to_dict()

    def __repr__(self):
        return "Resources<memory=%d, vcores=%d>" % (self.memory, self.vcores)


class Container:
    """One instance of a service."""

    def __init__(self, service_name, instance, state, yarn_container_id="", exit_message=""):
        self.service_name = service_name
        self.instance = instance
        self.state = state
        self.yarn_container_id = yarn_container_id
        self.exit_message = exit_message

    @property
    def id(self):
        return "%s_%d" % (self.service_name, self.instance)

    def __repr__(self):
        return "Container<service_name=%r, instance=%d, state=%s>" % (
            self.service_name,
            self.instance,
            self.state,
        )


class ApplicationSpec:
    """Read from a specification file where it matters: by `heddle application submit`."""

    def __init__(self, *args, **kwargs):
        from .exceptions import DriverError

        raise DriverError("applications are submitted with `heddle application submit FILE`")


def seconds(ttl):
    """A time to live as a number of seconds."""
    return ttl.total_seconds() if isinstance(ttl, datetime.timedelta) else float(ttl)
