"""What a run measured on its way and prints at its end."""

FIGURES: list[str] = []
