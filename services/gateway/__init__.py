"""The gateway: HTTP in, commands and questions out. It owns no domain and decides nothing.

Owns: accounts, sessions, API keys (schema `gateway`). Knows the services from `contracts/` alone:
their routes and who may see which event are made from these files. A route is declared once, in
`routes`; `openapi` makes the API document of these declarations. Speaks to the services through a
`Backend`: directly in one process, by RPC otherwise.
"""
