"""The rules, one a file, listed explicitly."""
