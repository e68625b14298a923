"""A complaint of a school against a decision on its recognition, and its stages."""
