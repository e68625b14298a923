"""The gateway: HTTP in, commands and questions out. It owns no domain and decides nothing.

Owns: API keys (schema `gateway`). Knows the services from `contracts/*.json` alone: their routes,
the OpenAPI document and who may see which event are made from these files. Speaks to them through a
`Backend`: directly in one process, by RPC otherwise.
"""
