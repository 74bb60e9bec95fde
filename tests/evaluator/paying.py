"""The paid membership of one member: trial, terms, fees and refunds, from the words of the language page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from tests.evaluator.ladder import Ladder


@dataclass
class Paying(Ladder):
    """The ladder of one member who may pay."""

    membership: str = "free"
    term_begins: date = date.min
    term_ends: date = date.min
    fee: int = 0
    tried: bool = False
    gives_up: bool = False

    def pay(self) -> None:
        """Buy the paid membership: once with a trial, where there is one."""
        offer = self.rules.offer
        if not offer.exists or self.membership != "free":
            return
        self.gives_up = False
        if offer.trial_days and not self.tried:
            self.tried, self.membership, self.fee = True, "trial", 0
            self.term_begins, self.term_ends = self.today, self.today + timedelta(days=offer.trial_days)
        else:
            self.charge(self.today)

    def charge(self, begins: date) -> None:
        """Begin a term that is paid for."""
        offer = self.rules.offer
        enough = offer.reduced_from is not None and self.status >= offer.reduced_from
        self.fee = offer.reduced if enough else offer.fee
        self.membership, self.term_begins = "paid", begins
        self.term_ends = begins + timedelta(days=offer.days)
        self.count("fees", self.fee)

    def settle(self) -> None:
        """End a term or trial that is over when a week opens; it goes on by itself or it does not."""
        if self.membership == "free" or self.term_ends > self.today:
            return
        self.membership = "free"
        if self.rules.offer.renews and not self.gives_up:
            self.charge(self.term_ends)

    def cancel(self) -> None:
        """Cancel: what is given back ends the membership today, else it runs to its end."""
        offer, back = self.rules.offer, 0
        if self.membership == "paid" and offer.pro_rata:
            back = self.unearned()
        elif self.membership == "paid" and (self.today - self.term_begins).days < offer.whole_days:
            back = self.fee
        if back:
            self.membership = "free"
            self.count("fees", -back)
        else:
            self.gives_up = True

    def unearned(self) -> int:
        """Return the part of the fee for this day and those to come, in whole minor units."""
        if self.membership != "paid":
            return 0
        left = max(0, (self.term_ends - self.today).days)
        return self.fee * left // (self.term_ends - self.term_begins).days

    @property
    def pays(self) -> bool:
        return self.membership != "free"

    def times(self, multiplier: Fraction, paid: Fraction) -> Fraction:
        """Return a level's multiplier, times the paid one while paying, in whole thousandths."""
        return Fraction(floor(multiplier * paid * 1000), 1000) if self.pays else multiplier
