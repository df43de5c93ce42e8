"""What the whole-program tests share: the program, a folder of their own, its output as data."""
import json
import os
import subprocess
import sys
import tempfile

PROGRAM = os.environ.get("CONSTAT", "build/release/constat")
# Without sanitizers, where there is one: for what is of size, not of memory errors.
RELEASE = os.environ.get("CONSTAT_RELEASE", PROGRAM)
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Folder:
    """A temporary folder; the keys of its cases lie in it too."""

    def __init__(self):
        self.made = tempfile.TemporaryDirectory(prefix="constat-case-")
        self.path = self.made.name
        self.environment = dict(os.environ, XDG_DATA_HOME=os.path.join(self.path, "data"), CONSTAT_DATA=ROOT)
        self.environment.pop("CONSTAT_KEY_FILE", None)
        self.environment.pop("CONSTAT_PASSPHRASE_FILE", None)

    def run(self, *words, statuses=(0, 3), text=None, timeout=300, program=PROGRAM):
        done = subprocess.run([program, *words], cwd=self.path, env=self.environment, capture_output=True, input=text,
                              timeout=timeout, encoding="utf-8", errors="surrogateescape")
        assert done.returncode in statuses, "constat %s: exit %d\n%s%s" % (
            " ".join(words), done.returncode, done.stdout[-2000:], done.stderr[-2000:])
        return done

    def lines(self, *words, **more):
        return [json.loads(line) for line in self.run(*words, **more).stdout.splitlines()]

    def join(self, *parts):
        return os.path.join(self.path, *parts)


def generate(folder, *words):
    subprocess.run([sys.executable, os.path.join(ROOT, "samples/generate.py"), folder, *words], check=True,
                   stderr=subprocess.DEVNULL)


def run_tests(module):
    """Runs every function test_*; the closing line says how many."""
    failed = 0
    tests = [(name, test) for name, test in sorted(vars(module).items()) if name.startswith("test_")]
    for name, test in tests:
        try:
            test()
            print("ok   " + name)
        except Exception as error:  # Whatever it is, the other tests run.
            failed += 1
            print("FAIL %s: %s: %s" % (name, type(error).__name__, error))
    print("%d passed, %d failed" % (len(tests) - failed, failed))
    sys.exit(1 if failed else 0)
