"""What each rule has to tell: a module a service.

Each has `GOOD`, resources that no rule has anything to say of, among them every type that the service's rules are
about; and `CASES`, by rule: what is done to `GOOD`, one thing at a time, and what the rule then tells. The tests ask
for one broken, one absent and one unknown case a rule at least, and find new modules by themselves.
"""
