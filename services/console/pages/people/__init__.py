"""The pages at /console/people."""
