"""The pages at /console/figures."""
