"""The visual identity of a brand or person: learned, kept, applied, and watched for drift."""
