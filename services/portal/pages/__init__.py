"""The pages of the portal, a folder each: page.py and page.html."""
