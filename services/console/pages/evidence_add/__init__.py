"""New evidence: files, links, papers."""
