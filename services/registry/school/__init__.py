"""The register of schools: names, codes, kind, areas, campuses, contacts."""
