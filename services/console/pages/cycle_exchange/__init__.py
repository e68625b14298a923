"""What goes to another software and comes from one: a self-assessment as a package."""
