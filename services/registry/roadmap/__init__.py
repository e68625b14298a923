"""What a school or office aims at over several years."""
