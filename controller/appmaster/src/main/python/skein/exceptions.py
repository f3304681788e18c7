"""Skein's exceptions."""


class SkeinError(Exception):
    """Base of all of them."""


class FileExistsError(SkeinError, FileExistsError):
    """A file is there already."""


class ConnectionError(SkeinError, ConnectionError):
    """The application master cannot be reached."""


class TimeoutError(ConnectionError, TimeoutError):
    """The application master did not answer in time."""


class DriverError(SkeinError):
    """Heddle's operator takes the place of Skein's driver and is asked by `heddle`."""


class ApplicationError(SkeinError):
    """The application master refused."""


class ApplicationNotRunningError(SkeinError):
    """The application is not running."""


class ContextError(SkeinError):
    """Not in a container of an application."""


class DaemonNotRunningError(DriverError):
    """There is no driver."""
