"""The books: what a run's whole numbers mean in points and money, and the laws that they keep.

`chart` names the columns; `ledger` proves that no point is lost; `profit` states who earns what;
`redemption` estimates what becomes of points held; `liability` and `deferred_revenue` value what is owed
to members, in two views that are never added; `lifetime_value` values a customer.
"""
