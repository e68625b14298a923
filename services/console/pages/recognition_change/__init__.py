"""A decision that is corrected, or taken back: its form, looked over, recorded."""
