"""The closed loop: compose, generate, read, critique, revise the words, rank; round after round."""
