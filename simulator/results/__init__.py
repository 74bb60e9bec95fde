"""What runs leave behind: files that are whole or absent, and tidy tables; nothing is simulated here.

`container` makes a run into bytes and back, `folder` publishes and finds runs, `study` keeps what the folder
says of its study, `people` holds the same customers under two designs, `frame_files` writes tables.
"""

from simulator.results.container import DamagedError, ResultsError, Stored
from simulator.results.folder import Existing, RunKey, existing, facts, key_of, keys, load, publish
from simulator.results.frame_files import frame_of, write_frames
from simulator.results.people import replication_tables
from simulator.results.study import identity_hash, read_study, write_study

__all__ = [
    "DamagedError",
    "Existing",
    "ResultsError",
    "RunKey",
    "Stored",
    "existing",
    "facts",
    "frame_of",
    "identity_hash",
    "key_of",
    "keys",
    "load",
    "publish",
    "read_study",
    "replication_tables",
    "write_frames",
    "write_study",
]
