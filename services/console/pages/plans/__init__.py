"""The pages at /console/plans."""
