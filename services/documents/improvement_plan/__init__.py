"""The improvement plan: Biểu 2 of TT 57/2026, and the shape of 2018."""
