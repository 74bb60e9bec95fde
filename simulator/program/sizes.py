"""The most that one program may have of anything: the record that the engine reads has room for so much."""

from __future__ import annotations

MOST_LEVELS = 8
MOST_STANDINGS = 2 * MOST_LEVELS  # each level without and with a paid membership
MOST_PRIVILEGES = 16
MOST_ITEMS = 12
MOST_BUDGETS = 4  # events with a budget
MOST_COUPONS = 4
MOST_VOUCHERS = 2  # live ones of a member
MOST_GIFTS = 8
MOST_RATINGS = 8
MOST_CLUBS = 4
MOST_LADDERS = 2  # beside the levels
MOST_STEPS = 4  # levels of each of them
MOST_KINDS = 8  # categories, and as many channels
MOST_LOT_WEEKS = 192
MOST_PENDING = 16
MOST_PARTNERS = 4
