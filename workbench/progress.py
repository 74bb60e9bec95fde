"""Shows how far a run has come, on standard error: bars on a terminal, a few plain lines elsewhere."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

INTERRUPTED = 130
STEPS = 4
"""Plain lines after the first one of a label, at equal distances."""


class Progress:
    """Shows progress by label while it is entered; call it with a label, what is done, and the total.

    Parameters
    ----------
    stream
        Where to show it; standard error without.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._bars: Bars | None = None
        self._tasks: dict[str, TaskID] = {}
        self._told: dict[str, int] = {}

    def __enter__(self) -> Self:
        if self._stream.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
            from rich.progress import Progress as Bars

            self._bars = Bars(
                # A label may hold names from a file, which are no markup.
                TextColumn("{task.description}", markup=False),
                BarColumn(bar_width=30),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=Console(file=self._stream),
            )
            self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def _close(self) -> None:
        if self._bars is not None:
            self._bars.stop()

    def stopping(self) -> None:
        """Say at once that an interrupted command stops; from then on another Ctrl-C ends it where it is."""
        self._close()  # else the terminal would be left without a cursor
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, signal.SIG_DFL)
        said = "Stopping: the runs at hand are ended first. Ctrl-C once more ends at once."
        print(said, file=self._stream, flush=True)

    def __call__(self, label: str, done: int, total: int) -> None:
        """Show that so much of the total is done under a label."""
        if self._bars is None:
            self._line(label, done, total)
            return
        if label not in self._tasks:
            self._tasks[label] = self._bars.add_task(label, total=total)
        self._bars.update(self._tasks[label], completed=done, total=total)

    def _line(self, label: str, done: int, total: int) -> None:
        """Write a line when a label begins, and each time another part of it is done."""
        step = STEPS * done // total if total > 0 else STEPS
        if self._told.get(label, -1) < step:
            self._told[label] = step
            print(f"{label}: {done} of {total}", file=self._stream, flush=True)


@contextmanager
def interruptible() -> Iterator[None]:
    """End a command that keeps nothing until it is done with words and 130, where it is interrupted."""
    import typer

    handler = signal.getsignal(signal.SIGINT)
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("Interrupted: nothing of it is kept.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    finally:
        if signal.getsignal(signal.SIGINT) != handler:  # see Progress.stopping
            signal.signal(signal.SIGINT, handler)
