"""The portal: what anybody may see. It knows the gateway's HTTP API, and no service.

A page is a folder below `pages`, its address the folder's name: `/school/79/...`.
"""
