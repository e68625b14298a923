"""Pure values that all rests on: problems, messages, canonical bytes, deciders, values in time."""
