"""The way of a sentence: home, shortlist, prompt, grammar, plan, policy, outcome, reply.

Plain Python 3.11+. Nothing here imports Home Assistant or a native library, so the same
code makes the training prompts, the evaluation prompts and the prompts of a real house.
Relative imports only: it is loaded as ``custom_components.steward.agent`` by Home
Assistant and as ``agent`` by the training code.
"""
