"""Work that takes longer than a request: directing and making kits, step by step, in a process of
its own, so that the page stays quick and a crash loses at most the step that it was in.
"""
