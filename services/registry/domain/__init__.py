"""The registry's rules, an aggregate a module: commands, state, decide, evolve. Pure."""
