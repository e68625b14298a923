"""Whom an office proposes for training or teams."""
