"""Many runs: which ones, their paired comparison, and the tables that a report is drawn from."""
