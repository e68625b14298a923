"""The main job: the schools of a real yearly plan, carried from register to public record."""
