"""What a store promises while it is written: old or new, never in between; damage is seen and made good."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from microcred.base.errors import BadInput, RunFailed
from microcred.execution import files
from microcred.execution.lock import locked
from microcred.study import manifest, opening, parts, store
from microcred.study.drive import setup_of
from microcred.study.experiment import Experiment
from microcred.study.experiment_file import parse_experiment
from microcred.study.parts import DamagedPart
from microcred.study.read import open_study
from tests.study import makers
from tests.study.canonical import canonical
from tests.study.conftest import SMALL, in_process

ROOT = Path(__file__).resolve().parents[2]
FULL = "No space left on device"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            ("nation",),
            "there is no such table (found \"nation\"); allowed: national or regions; did you mean 'national'?",
        ),
        (("national", ["holder"]), "holder: was not kept"),
        (("national", ["holder", "coverag"]), "did you mean 'coverage'?"),
        (
            ("national", None, ["2031-01"]),
            'lies outside the runs\' time (found "2031-01"); allowed: 2025-01 to 2030-12',
        ),
        (
            ("national", None, ["2030-13", "2025-01"]),
            'months: is no month, which is a text "YYYY-MM" (found "2030-13")',
        ),
        (("regions", None, [2025]), "months: is no month"),
        (("national", None, "2025-01"), "months: must be a list of months"),
    ],
)
def test_what_a_table_does_not_hold_is_named(asked: tuple[Any, ...], said: str, half: Experiment, noted: Path) -> None:
    """An empty answer, or Python's own error, would not say what is wrong with the question."""
    in_process(half, noted / "study")
    study = open_study(noted / "study")
    with pytest.raises(BadInput) as caught:
        study.table(*asked)
    assert said in str(caught.value)
    assert set(study.table("national", months=["2025-03"])["month"]) == {"2025-03"}


def test_the_same_command_runs_only_what_is_missing(experiment: Experiment, noted: Path) -> None:
    """R18: nothing that was committed is made again; an enlarged experiment uses what is there."""
    out = noted / "study"
    assert in_process(experiment, out).made == 20
    assert in_process(experiment, out).made == 0
    larger = parse_experiment(SMALL.replace("replicates = 2", "replicates = 3").replace("0.4]", "0.4, 0.9]"), "small")
    assert in_process(larger, out).made == 12 * 3 - 20
    made = [line for line in makers.notes(noted) if line.startswith("made")]
    assert len(made) == len(set(made)) == 36
    fresh = noted / "fresh"
    in_process(larger, fresh)
    assert canonical(out) == canonical(fresh)


def test_a_smaller_experiment_shows_its_own_runs_only(experiment: Experiment, tmp_path: Path) -> None:
    """Runs that the plan does not ask for stay in the folder and out of the tables."""
    out = tmp_path / "study"
    in_process(experiment, out)
    smaller = parse_experiment(SMALL.replace("replicates = 2", "replicates = 1"), "small")
    assert in_process(smaller, out).made == 0
    study = open_study(out)
    assert study.national["replicate"].eq(0).all()
    assert (study.status.runs, study.status.done, study.status.others) == (10, 10, 10)


def test_more_outcomes_make_the_runs_anew(experiment: Experiment, tmp_path: Path) -> None:
    """What was not kept cannot be shown: these runs are made again, and once only."""
    out = tmp_path / "study"
    in_process(experiment, out)
    more = parse_experiment(SMALL.replace('"coverage", ', '"coverage", "enrolled", '), "small")
    assert in_process(more, out).made == 20
    assert in_process(more, out).made == 0
    assert in_process(experiment, out).made == 0
    assert len(open_study(out).national) == 20 * len(makers.MONTHS)


def test_a_start_that_was_cut_off_is_taken_up(experiment: Experiment, tmp_path: Path) -> None:
    """R25: a folder with a manifest and no plan yet is no study to read, and one to begin."""
    out = tmp_path / "study"
    out.mkdir()
    manifest.create(out / manifest.NAME)
    with pytest.raises(BadInput, match="never begun"):
        open_study(out)
    assert in_process(experiment, out).made == 20


STEPS = ("open", "write", "fsync", "replace", "sync_folder", "manifest", "commit", "second file")


class Crash(BaseException):
    """The process ends here."""


def crash_at(step: str, *, after: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the process end just before or after a step of writing."""
    count = {"left": 2 if step == "second file" else 1}

    def crashing(function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **options: Any) -> Any:
            count["left"] -= 1
            if count["left"] == 0 and not after:
                raise Crash
            done = function(*arguments, **options)
            if count["left"] == 0:
                # What the end of a process closes.
                getattr(done, "close", lambda: None)()
                raise Crash
            return done

        return wrapped

    if step == "open":
        monkeypatch.setitem(files.__dict__, "open", crashing(open))
    elif step == "write":
        monkeypatch.setattr(parts, "encoded", crashing(parts.encoded))
    elif step == "fsync":
        monkeypatch.setattr(files.os, "fsync", crashing(os.fsync))
    elif step == "replace":
        monkeypatch.setattr(files.os, "replace", crashing(os.replace))
    elif step == "sync_folder":
        monkeypatch.setattr(files, "sync_folder", crashing(files.sync_folder))
    elif step == "manifest":
        monkeypatch.setattr(store.Store, "_note", crashing(store.Store._note))
    elif step == "commit":
        monkeypatch.setattr(store.manifest, "transaction", crashing(manifest.transaction))
    else:
        monkeypatch.setattr(store, "write_part", crashing(parts.write_part))


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_crash_at_any_step_leaves_old_or_new(
    step: str,
    after: bool,
    experiment: Experiment,
    half: Experiment,
    serial: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """R25: whatever step of a commit is the last, the store opens, and is completed to the same bytes."""
    out = tmp_path / "study"
    in_process(half, out)
    with opening.open_store(out, experiment) as opened:
        tasks = list(opened.tasks())
        for task in tasks[:5]:
            opened._waiting.append(makers.made(setup_of(experiment), task))
        with monkeypatch.context() as patched:
            crash_at(step, after=after, monkeypatch=patched)
            # After the last step the commit stands; nobody hears of it.
            with pytest.raises(Crash):
                opened.commit()
    study = open_study(out)
    done = study.status.done
    assert done in (10, 15)
    assert len(study.national) == done * len(makers.MONTHS)
    assert in_process(experiment, out).made == 20 - done
    assert canonical(out) == serial
    assert not list(out.rglob(".*partial*"))


def test_a_transaction_that_is_cut_off_leaves_no_row(experiment: Experiment, tmp_path: Path) -> None:
    """R25, R33: rows of a commit that did not end are not there, and the manifest is sound."""
    out = tmp_path / "study"
    in_process(experiment, out)
    connection = manifest.connect(out / manifest.NAME, writing=True)

    def cut_off() -> None:
        with manifest.transaction(connection) as change:
            change.execute("DELETE FROM runs")
            raise Crash

    with pytest.raises(Crash):
        cut_off()
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    connection.close()
    assert open_study(out).status.done == 20


DISK_FULL = """
import resource, signal, sys
from pathlib import Path
from tests.study.conftest import SMALL, in_process
from microcred.base.errors import RunFailed
from microcred.study.experiment_file import parse_experiment
from microcred.study import store
store.COMMIT_SECONDS = 600.0
out = Path(sys.argv[1])
small = parse_experiment(SMALL.replace("replicates = 2", "replicates = 1"), "small")
in_process(small, out)
size = max(path.stat().st_size for path in out.rglob("*") if path.is_file())
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from microcred.study import parts
write = parts.write_whole
def limited(path, data):
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(data) // 2, resource.RLIM_INFINITY))
    try:
        write(path, data)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
parts.write_whole = limited
large = parse_experiment(SMALL, "small")
store.write_whole = lambda path, data: write(path, data)
try:
    in_process(large, out)
except RunFailed as error:
    print(error)
    sys.exit(1)
"""


def test_a_full_disk_is_said_and_nothing_is_lost(experiment: Experiment, tmp_path: Path) -> None:
    """R26: a write that fails half-way leaves nothing behind, all before is there, the message says what to do."""
    out = tmp_path / "study"
    done = subprocess.run(
        [sys.executable, "-c", DISK_FULL, str(out)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 1, done.stderr
    assert "could not be stored: File too large" in done.stdout
    assert "give the same command again" in done.stdout
    assert "Traceback" not in done.stderr
    assert open_study(out).status.done == 10
    assert len(list((out / "national").iterdir())) == 1
    assert in_process(experiment, out).made == 10


def test_a_full_manifest_is_said_too(experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R26: where SQLite finds no room, the files of the commit are removed again."""

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    out = tmp_path / "study"
    with monkeypatch.context() as patched:
        patched.setattr(store.Store, "_note", full)
        with pytest.raises(RunFailed, match="database or disk is full"):
            in_process(experiment, out)
    assert list((out / "national").iterdir()) == []
    assert in_process(experiment, out).made == 20


def test_a_disk_that_is_full_from_the_start_is_said(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R26, R35: a folder that cannot be made is refused in one line, for whatever reason."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, FULL)

    with monkeypatch.context() as patched:
        patched.setattr(opening.manifest, "create", full)
        with pytest.raises(RunFailed, match=f"could not be opened for writing: {FULL}"):
            in_process(experiment, tmp_path / "study")
    assert in_process(experiment, tmp_path / "study").made == 20
    with pytest.raises(BadInput, match="cannot be written to"):
        in_process(experiment, tmp_path / ("x" * 300))


def part_of(out: Path, table: str = "national") -> Path:
    """The only file of a table."""
    (path,) = (out / table).iterdir()
    return path


@pytest.mark.parametrize("size", [0, 1, "half", -1, -8])
@pytest.mark.parametrize("table", parts.TABLES)
def test_a_cut_file_is_put_aside_and_made_again(
    size: int | str, table: str, experiment: Experiment, tmp_path: Path
) -> None:
    """R27: a reader says which file; the next sweep puts it aside and makes its runs again."""
    out = tmp_path / "study"
    in_process(experiment, out)
    before = canonical(out)
    path = part_of(out, table)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2 if size == "half" else int(size)])
    with pytest.raises(DamagedPart, match=f"{table}/{path.name} has"):
        open_study(out).table(table)
    sitting = in_process(experiment, out)
    assert (sitting.made, sitting.repaired.files, sitting.repaired.runs) == (20, 1, 20)
    assert canonical(out) == before
    assert open_study(out).status.put_aside == 1


def test_a_missing_file_is_made_again(experiment: Experiment, tmp_path: Path) -> None:
    """R27: as one that is cut to nothing."""
    out = tmp_path / "study"
    in_process(experiment, out)
    part_of(out).unlink()
    with pytest.raises(DamagedPart, match="cannot be read"):
        open_study(out).table("national")
    assert in_process(experiment, out).made == 20


def test_every_flipped_bit_is_seen(experiment: Experiment, tmp_path: Path) -> None:
    """R28: 200 of 200; and by the pages' own checksums where the manifest's is not asked."""
    out = tmp_path / "study"
    in_process(experiment, out)
    path = part_of(out)
    data = path.read_bytes()
    study = open_study(out)
    generator = np.random.default_rng(0)
    seen = 0
    for place in generator.integers(0, 8 * len(data), 200).tolist():
        broken = bytearray(data)
        broken[place // 8] ^= 1 << (place % 8)
        path.write_bytes(bytes(broken))
        try:
            study.table("national")
        except DamagedPart:
            seen += 1
    assert seen == 200
    first = pq.ParquetFile(pa.BufferReader(data)).metadata.row_group(0).column(3)
    broken = bytearray(data)
    broken[first.data_page_offset + first.total_compressed_size - 1] ^= 1
    with pytest.raises(OSError, match=r"(?i)checksum|crc"):
        pq.ParquetFile(pa.BufferReader(bytes(broken)), page_checksum_verification=True).read()


def test_strangers_in_the_folder_are_passed_over(experiment: Experiment, tmp_path: Path) -> None:
    """R29: half-written files under hidden or other names are no data, and are cleared away by the next sweep."""
    out = tmp_path / "study"
    in_process(experiment, out)
    before = canonical(out)
    (out / "national" / ".half.parquet.1234.partial").write_bytes(b"PAR1")
    (out / "national" / "x.parquet.tmp").write_bytes(b"PAR1")
    assert canonical(out) == before
    in_process(experiment, out)
    assert len(list((out / "national").iterdir())) == 1


def test_a_part_that_is_there_twice_counts_once(experiment: Experiment, tmp_path: Path) -> None:
    """R30: files are read through the manifest, never by their names."""
    out = tmp_path / "study"
    in_process(experiment, out)
    before = canonical(out)
    shutil.copy(part_of(out), out / "national" / "000002-again.parquet")
    assert canonical(out) == before


def test_a_run_that_was_made_twice_counts_once(experiment: Experiment, tmp_path: Path) -> None:
    """R30: two parts hold the same run, as after a lost worker of a cluster: the later one counts, once."""
    out = tmp_path / "study"
    with opening.open_store(out, experiment) as opened:
        tasks = list(opened.tasks())
        for again in (tasks, tasks[:7]):
            for task in again:
                opened.add(makers.made(setup_of(experiment), task))
            opened.commit()
    assert len(list((out / "national").iterdir())) == 2
    assert len(open_study(out).national) == 20 * len(makers.MONTHS)
    assert in_process(experiment, out).made == 0


def _renamed(table: pa.Table) -> pa.Table:
    return table.rename_columns([f"{name}2" if name == "holders" else name for name in table.column_names])


def _added(table: pa.Table) -> pa.Table:
    return table.append_column("more", pa.array([0.0] * table.num_rows))


def _cast(table: pa.Table) -> pa.Table:
    place = table.schema.get_field_index("holders")
    return table.set_column(place, "holders", table["holders"].cast(pa.float64()))


@pytest.mark.parametrize("drift", [_renamed, _added, _cast])
def test_drifted_columns_are_refused(
    drift: Callable[[pa.Table], pa.Table], experiment: Experiment, tmp_path: Path
) -> None:
    """R31: a file with other columns or types is refused by fingerprint, even if somebody corrected its checksum."""
    out = tmp_path / "study"
    in_process(experiment, out)
    path = part_of(out)
    data = parts.encoded(drift(pq.read_table(pa.BufferReader(path.read_bytes()))))
    path.write_bytes(data)
    with pytest.raises(DamagedPart):
        open_study(out).table("national")
    connection = manifest.connect(out / manifest.NAME, writing=True)
    connection.execute(
        "UPDATE files SET sha256 = ?, size = ? WHERE tab = 'national'", (hashlib.sha256(data).hexdigest(), len(data))
    )
    connection.close()
    with pytest.raises(DamagedPart, match="other columns or types"):
        open_study(out).table("national")


def test_one_driver_at_a_time(experiment: Experiment, tmp_path: Path) -> None:
    """R21: the second is refused within a second and told who is at work; a reader is not kept out."""
    out = tmp_path / "study"
    in_process(experiment, out)
    with locked(out):
        with pytest.raises(BadInput, match=f"locked by process {os.getpid()} on .* since 2"):
            in_process(experiment, out)
        assert open_study(out).status.locked_by.startswith(f"process {os.getpid()}")
        assert len(open_study(out).national) == 240
    assert open_study(out).status.locked_by == ""
    assert in_process(experiment, out).made == 0


HOLD = """
import sys, time
from pathlib import Path
from microcred.execution.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


def test_the_lock_of_a_dead_process_is_free(experiment: Experiment, tmp_path: Path) -> None:
    """R21: a lock dies with its holder, however that ends."""
    out = tmp_path / "study"
    in_process(experiment, out)
    with subprocess.Popen([sys.executable, "-c", HOLD, str(out)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(BadInput, match=f"locked by process {other.pid} "):
            in_process(experiment, out)
        other.kill()
        other.wait()
    assert in_process(experiment, out).made == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_cannot_be_written_is_refused(experiment: Experiment, tmp_path: Path) -> None:
    """R35: in one line, before anything runs."""
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(BadInput, match="cannot be written to"):
            in_process(experiment, tmp_path / "study")
    finally:
        tmp_path.chmod(0o700)


def test_other_folders_and_links_are_refused(experiment: Experiment, tmp_path: Path) -> None:
    """R35: a file, a folder of something else, a link and a foreign database are left as they are."""
    (tmp_path / "file").write_text("mine")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "other")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    (tmp_path / "database").mkdir()
    sqlite3.connect(tmp_path / "database" / manifest.NAME).execute("CREATE TABLE mine (x)").connection.close()
    for name, said in (
        ("file", "is a file"),
        ("other", "something else"),
        ("link", "is a link"),
        ("dangling", "is a link"),
        ("database", "another database"),
    ):
        with pytest.raises(BadInput, match=said):
            in_process(experiment, tmp_path / name)
    assert (tmp_path / "other" / "thesis.txt").read_text() == "mine"
    with pytest.raises(BadInput, match="there is no such folder"):
        open_study(tmp_path / "nowhere")
    with pytest.raises(BadInput, match="no manifest"):
        open_study(tmp_path / "other")


def test_a_later_format_is_refused(experiment: Experiment, tmp_path: Path) -> None:
    """R34: what a later program may have written otherwise is not read."""
    out = tmp_path / "study"
    in_process(experiment, out)
    connection = sqlite3.connect(out / manifest.NAME, isolation_level=None)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(BadInput, match="made by a later microcred"):
        open_study(out)


def test_a_copy_that_may_only_be_read_opens(experiment: Experiment, tmp_path: Path) -> None:
    """A study is a folder one can copy, to a place where nothing can be written too."""
    out, copy = tmp_path / "study", tmp_path / "copy"
    in_process(experiment, out)
    shutil.copytree(out, copy)
    for path in (*copy.rglob("*"), copy):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        assert len(open_study(copy).national) == 240
    finally:
        for path in (copy, *copy.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
