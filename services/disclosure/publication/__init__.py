"""The public record of a recognition (J5)."""
