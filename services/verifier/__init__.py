"""What `kiemdinh verify` checks: a bundle's bytes, form and rights, and every act decided again.

It stands above the services: it asks their own rules, suppliers and reactions.
"""
