"""A brief becomes words for generators."""
