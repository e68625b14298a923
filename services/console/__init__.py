"""The console: the screens of those who sign in. It knows the gateway's HTTP API, and no service.

A page is a folder below `pages`: page.py says what is asked of the API and what a form does,
page.html how it looks. Its address is the folder's name, `/console/criterion-sheet/...`. The
console holds no rights, no rules and no data: whatever a page does, any program may do with the
same calls and the same rights.
"""
