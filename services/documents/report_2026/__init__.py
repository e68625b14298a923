"""The self-assessment report under TT 57/2026 (Biểu 1)."""
