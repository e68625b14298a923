"""Many things at once: commands of one request or one file, carried out side by side.

`commands` carries out; `imports` keeps a file's rows from upload to the last command; `reader` asks
the services for whole lists; `sector_figures` records what the sector database has;
`packages` takes in what another software exports, `asker` asks by category.
"""
