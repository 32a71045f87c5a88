"""Print the Nth shell command block of README.md, so that CI runs what a user is told to type."""

import re
import sys
from pathlib import Path

blocks = re.findall(r"```(?:bash|sh|shell)\n(.*?)```", Path("README.md").read_text("utf-8"), re.S)
number = int(sys.argv[1])
if not 1 <= number <= len(blocks):
    sys.exit(f"README.md has {len(blocks)} command blocks, number {number} was asked for")
print(blocks[number - 1].strip())
