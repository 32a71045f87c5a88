"""A brief becomes words for generators, and a generator's words are checked.

`compose` writes prompts, `lint` finds beauty bias and conflicts in any prompt, `png_metadata` reads
the prompt that a picture carries.
"""
