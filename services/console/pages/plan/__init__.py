"""The pages at /console/plan."""
