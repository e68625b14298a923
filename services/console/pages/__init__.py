"""The pages of the console, a folder each: page.py and page.html."""
