"""An official letter and the obligations and deadlines it creates."""
