"""The policy pack: what the public security baselines, and safe traffic, ask of a plan.

It stands alone: it knows plain data only, and nothing of how a plan was made.
"""
