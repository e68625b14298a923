"""The rules of self-assessment, an aggregate a module: commands, state, decide, evolve. Pure."""
