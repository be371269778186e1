"""The steps of Containerfile, run one after another in a fresh root, as far as that can be had here.

Without a container engine the root is a folder of its own with this machine's /usr and this Python
below it, read-only. Packages come from the environment that runs the tests, not from an index, unless
COMPROMISO_TEST_INDEX=1 says so (that takes minutes); Debian packages are only looked up.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import FIXTURES, ROOT

INDEX = os.environ.get("COMPROMISO_TEST_INDEX") == "1"
KNOWN = {"FROM", "RUN", "ENV", "COPY", "USER", "WORKDIR", "VOLUME", "HEALTHCHECK", "ENTRYPOINT", "CMD"}


def steps() -> list[tuple[str, str]]:
    """Return the instructions of Containerfile with their arguments, in order."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Containerfile").read_text(encoding="utf-8"), flags=re.M)
    lines = re.sub(r"\\\n", " ", text).splitlines()
    return [(line.split()[0], line.split(None, 1)[1].strip()) for line in lines if line.strip()]


@dataclass
class Box:
    """A fresh root and what the instructions so far have set."""

    root: Path
    env: dict[str, str] = field(default_factory=lambda: {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"})
    user: str = ""
    folder: str = "/"

    def make(self) -> None:
        """Lay the folders out; what is of this machine is mounted when something runs."""
        for name in ("etc", "tmp", "var/tmp", "opt", "home", "root", "proc", "dev", "usr/local", "src"):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        (self.root / "tmp").chmod(0o1777)
        for name in ("bin", "sbin", "lib", "lib64"):
            if Path(f"/{name}").exists():
                (self.root / name).symlink_to(f"usr/{name}")
        (self.root / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
        (self.root / "etc/group").write_text("root:x:0:\n")
        for name in ("ld.so.cache", "ssl", "pip.conf", "resolv.conf", "hosts", "xdg", "alternatives", "login.defs"):
            there = Path("/etc") / name
            if there.is_dir():
                shutil.copytree(there, self.root / "etc" / name, symlinks=True)
            elif there.exists():
                shutil.copy(there, self.root / "etc" / name)

    def mounted(self) -> list[str]:
        """Return what of this machine stands in the root, read-only."""
        python = [sys.base_prefix] if not sys.base_prefix.startswith("/usr") else []
        packages = [] if INDEX else [sysconfig.get_path("purelib")]
        index = [found for found in ("/opt/pypi", "/opt/pypi-more", "/opt/wheels") if INDEX and Path(found).is_dir()]
        return ["/usr", *python, *packages, *index]

    def run(self, command: str, *, user: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command line of sh in the root, as a user, with no more than its own environment."""
        mounts = ["set -e"]
        for path in self.mounted():
            place = shlex.quote(f"{self.root}{path}")
            mounts += [f"mkdir -p {place}", f"mount --rbind {path} {place}", f"mount -o remount,ro,bind {place}"]
        mounts += [f"mount --bind {at} {shlex.quote(f'{self.root}{at}')}" for at in ("/proc", "/dev")]
        mounts.append(f"mount -t tmpfs -o mode=1777 shm {shlex.quote(f'{self.root}/dev/shm')}")
        change = f"--reuid={user} --regid={user} --clear-groups" if user else "--reuid=0"
        env = " ".join(shlex.quote(f"{key}={value}") for key, value in self.env.items())
        inner = f"cd {self.folder} && {command}"
        mounts.append(
            f"exec chroot {shlex.quote(str(self.root))} /usr/bin/env -i {env} "
            f"/usr/bin/setpriv {change} /bin/sh -ec {shlex.quote(inner)}"
        )
        script = "\n".join(mounts)
        call = ["unshare", "--mount", "--pid", "--fork", "sh", "-c", script]
        return subprocess.run(call, capture_output=True, text=True, timeout=1200, check=False)

    def step(self, instruction: str, said: str) -> None:
        """Do what one instruction says."""
        if instruction == "ENV":
            key, _, value = said.partition("=")
            self.env[key] = value
        elif instruction == "COPY":
            *sources, target = said.split()
            for source in sources:
                place = self.root / target.lstrip("/")
                if (ROOT / source).is_dir():
                    shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    place.mkdir(parents=True, exist_ok=True)
                    shutil.copy(ROOT / source, place)
        elif instruction == "USER":
            self.user = said
        elif instruction == "WORKDIR":
            self.folder = said
        elif instruction == "RUN" and "apt-get" not in said:
            done = self.run(said)
            assert done.returncode == 0, f"{said}\n{done.stdout}\n{done.stderr}"
            if "-m venv" in said and not INDEX:
                (where,) = self.root.glob("opt/*/lib/python*/site-packages")
                for old in (*where.glob("setuptools*"), where / "pkg_resources"):  # building takes the borrowed one
                    shutil.rmtree(old, ignore_errors=True)
                (where / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")


def test_every_instruction_is_one_that_is_tried() -> None:
    assert {instruction for instruction, _ in steps()} <= KNOWN
    assert "python:3.11" in dict(steps())["FROM"]


def test_the_debian_packages_exist() -> None:
    if not shutil.which("apt-cache"):
        pytest.skip("no apt-cache here")
    (said,) = [said for instruction, said in steps() if "apt-get install" in said and instruction == "RUN"]
    install = said.partition("apt-get install")[2].partition("&&")[0]
    for name in [word for word in install.split() if not word.startswith("--")]:
        found = subprocess.run(["apt-cache", "policy", name], capture_output=True, text=True, check=True).stdout
        if not found and name:
            pytest.skip("no lists of Debian packages here")
        assert "Candidate: (none)" not in found, name


def test_the_steps_work_in_a_fresh_root(tmp_path: Path) -> None:
    if os.geteuid() != 0 or not all(map(shutil.which, ("unshare", "setpriv", "chroot"))):
        pytest.skip("a fresh root takes root, unshare and setpriv")
    box = Box(tmp_path / "root")
    box.make()
    if box.run("true").returncode:
        pytest.skip("this machine lets nobody mount")
    box.env |= {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    if not INDEX:
        box.env |= {"PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_NO_INDEX": "1"}
    box.env["PATH"] = f"{sys.base_prefix}/bin:{box.env['PATH']}"  # where the image has its python
    for instruction, said in steps():
        box.step(instruction, said)
    assert not (box.root / "src").exists()
    last = dict(steps())
    (program,) = json.loads(last["ENTRYPOINT"])
    assert last["VOLUME"] == '["/data"]'

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        return box.run(shlex.join([program, *arguments]), user=box.user)

    version = command("--version")
    assert version.stdout.startswith("compromiso "), version.stderr
    probe = last["HEALTHCHECK"].partition("CMD ")[2]
    assert command(*json.loads(probe)[1:]).returncode == 1
    data = box.root / "data"
    (data / "in").mkdir()
    shutil.copy(FIXTURES / "commitment_page" / "new-design-en.html", data / "in")
    (data / "sources.yml").write_text("sources:\n  - {id: files, kind: folder, path: in}\n")
    night = command(*json.loads(last["CMD"]), "--plain", "--json")
    assert night.returncode == 0, night.stderr
    assert json.loads(night.stdout)["counts"]["read_ok"] == 1
    assert (data / "warehouse.duckdb").stat().st_uid == 1000
    assert command(*json.loads(probe)[1:]).returncode == 0
    assert "Traceback" not in command("doctor").stderr
