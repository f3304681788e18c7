# Compiles the modules of an environment to a directory of its own, for "heddle env pack".
#
# In: the environment, the directory, the number of processes; the modules on standard input, each
# ended by a zero byte. Out: a line with a number for each part that is done.
# The byte code is the same for the same modules: a part is always compiled by a fresh process.
import os
import py_compile
import sys

PART = 64


def compile_part(root, target, names):
    for name in names:
        directory, file = os.path.split(name)
        code = "%s.%s.pyc" % (file[:-3], sys.implementation.cache_tag)
        try:
            py_compile.compile(
                os.path.join(root, name),
                cfile=os.path.join(target, directory, "__pycache__", code),
                dfile=name,
                doraise=True,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )
        except (py_compile.PyCompileError, ValueError, RecursionError, MemoryError):
            pass  # No module of this Python, as some templates and tests: it stays as it is.


def main():
    root, target, processes = sys.argv[1], sys.argv[2], int(sys.argv[3])
    names = os.fsdecode(sys.stdin.buffer.read()).split("\0")[:-1]
    parts = [names[i : i + PART] for i in range(0, len(names), PART)]
    running = {}
    failed = False
    while parts or running:
        while parts and len(running) < processes:
            part = parts.pop(0)
            child = os.fork()
            if child == 0:
                try:
                    compile_part(root, target, part)
                except BaseException as e:
                    print(e, file=sys.stderr, flush=True)
                    os._exit(1)
                os._exit(0)
            running[child] = len(part)
        child, status = os.wait()
        failed = failed or status != 0
        print(running.pop(child), flush=True)
    sys.exit(1 if failed else 0)


main()
