"""Simulated customers, programs and books: everything that is computed, and nothing that is drawn.

The rooms are listed, with the order in which data walks through them, in ARCHITECTURE.md. Importing
this package loads none of the heavy libraries; each is imported by the function that needs it.
"""
