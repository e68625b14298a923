"""The plan of a self-assessment: who does what until when."""
