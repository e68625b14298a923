"""The law as dated data: standard sets, calendar and deadlines, areas; Vietnamese."""
