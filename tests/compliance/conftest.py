"""Settings of every property test here."""

from hypothesis import settings

# The first case that needs holidays or a state's zones reads them, which takes longer than a deadline allows.
settings.register_profile("compliance", deadline=None)
settings.load_profile("compliance")
