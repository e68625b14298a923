"""What people of a school and of its offices say about its work, and what they ask each other for.

A discussion is about one thing: an indicator, a criterion's sheet, a report, something to be done
of a plan, an item of evidence.
"""
