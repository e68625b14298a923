"""Spreadsheets in and out: what a file may be, what its columns mean, what to tell about its rows.

`reading` turns xlsx and csv into rows of text and refuses harmful or too large files; `layout`
says which columns a kind of file has and turns a row into values; `schools`, `headcounts` and
`planned` are the layouts, each with the commands that its rows stand for; `writing` makes
templates, reports and exports. Nothing here writes to the log, reads a database or knows the time.
"""
