"""Progress as it is shown."""

from __future__ import annotations

import io
import signal

import pytest
import typer

from workbench.progress import Progress, interruptible


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_outside_a_terminal_a_label_takes_a_few_plain_lines() -> None:
    stream = io.StringIO()
    with Progress(stream) as progress:
        for done in range(101):
            progress("draws", done, 100)
        progress("start of jd", 0, 1)
    assert stream.getvalue().splitlines() == [
        "draws: 0 of 100",
        "draws: 25 of 100",
        "draws: 50 of 100",
        "draws: 75 of 100",
        "draws: 100 of 100",
        "start of jd: 0 of 1",
    ]


def test_on_a_terminal_there_is_a_bar_for_each_label_and_names_are_no_markup() -> None:
    stream = Terminal()
    with Progress(stream) as progress:
        progress("[red]draws[/red]", 1, 3)
        progress("[red]draws[/red]", 3, 3)
        progress("tables", 0, 0)
    assert "[red]draws[/red]" in stream.getvalue()
    assert "3/3" in stream.getvalue()
    assert "tables" in stream.getvalue()


def test_who_interrupts_is_told_at_once_and_may_end_it_where_it_is() -> None:
    stream, handler = Terminal(), signal.getsignal(signal.SIGINT)
    with pytest.raises(typer.Exit) as end, interruptible(), Progress(stream) as progress:
        progress("seeds", 1, 3)
        progress.stopping()
        assert "Stopping" in stream.getvalue()
        assert "\x1b[?25h" in stream.getvalue()  # the cursor is shown again
        assert signal.getsignal(signal.SIGINT) == signal.SIG_DFL
        raise KeyboardInterrupt
    assert end.value.exit_code == 130
    assert signal.getsignal(signal.SIGINT) == handler
