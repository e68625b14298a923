"""The pages at /console/forwarding."""
