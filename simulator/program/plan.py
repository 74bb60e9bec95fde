"""What those who answer for the program say of it: answers to questions that no rule of it can answer.

Nothing here reaches the engine; the audit (`loyalty audit`) quotes each answer beside its question.
"""

from __future__ import annotations

from pydantic import Field

from simulator.fields import Clause, Text


class Plan(Clause):
    """The plan behind the program, in words."""

    impact: Text | None = Field(
        default=None, description="Against what, over how long and in which money its effect was estimated."
    )
    budget: Text | None = Field(
        default=None, description="How the budget is split between winning customers and keeping them."
    )
    difference: Text | None = Field(
        default=None, description="What it gives that the programs of rivals do not."
    )
    personalisation: Text | None = Field(
        default=None, description="How what is known of members is used for offers of their own."
    )
    complaints: Text | None = Field(
        default=None, description="How a dissatisfied member complains, in how many steps."
    )
    recovery: Text | None = Field(
        default=None, description="What a resolved complaint is compensated with, by how grave it was."
    )
    data: Text | None = Field(
        default=None, description="Who holds the data of members, and what stays when a seller leaves."
    )
    surveys: Text | None = Field(
        default=None, description="Whether surveys are voluntary, and what is done with the answers."
    )
    staff: Text | None = Field(
        default=None,
        description="How long staff stay who keep the promises of service, and how that is held.",
    )
    privacy: Text | None = Field(
        default=None, description="Which data members give, for what, and to whom they are passed on."
    )
    goal: Text | None = Field(
        default=None, description="What it is judged by: repeat purchase or staying, not satisfaction alone."
    )
    owners: Text | None = Field(
        default=None, description="Who takes part, by name or office: IT, service and finance among them."
    )
