"""The one-stop desk (bộ phận một cửa) and its software: what becomes of a dossier, and its receipt.

Owns the tables of migration 0015.
"""
