"""The pages at /console/documents."""
