"""The list by which an office forwards registrations of several schools to the Sở."""
