"""Starts an IPython kernel in a container, for consoles elsewhere.

How to connect to it, its key included, is published in the key-value store as JSON:

    python -m skein.recipes.ipython_kernel [--kernel-info-key KEY] [THE KERNEL'S FLAGS]
"""

import json
import sys

from skein.recipes import _container

INFO_KEY = "ipython.kernel.info"


def main(argv=None):
    argv = sys.argv[1:] if argv is None else argv
    key, rest = _container.take_flag(argv, "--kernel-info-key", INFO_KEY)
    _container.private_directory("JUPYTER_RUNTIME_DIR")

    import skein
    from ipykernel.kernelapp import IPKernelApp
    from traitlets import default

    class ContainerKernel(IPKernelApp):
        @default("ip")
        def _default_ip(self):
            return _container.listen_ip()

        def start(self):
            with open(self.abs_connection_file) as f:
                connection = json.load(f)
            if connection["ip"] in ("0.0.0.0", "*"):
                connection["ip"] = _container.host()
            with skein.ApplicationClient.from_current() as client:
                client.kv.put(
                    key,
                    json.dumps(connection).encode("utf-8"),
                    owner=skein.properties.container_id,
                )
            super().start()

    ContainerKernel.__name__ = "IPKernelApp"
    ContainerKernel.launch_instance(rest)


if __name__ == "__main__":
    main()
