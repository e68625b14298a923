"""The certificate of a recognition, with where it is looked up."""
