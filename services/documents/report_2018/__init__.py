"""The self-assessment report under the circulars of 2018."""
