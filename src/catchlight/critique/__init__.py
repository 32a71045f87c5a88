"""What the portrait does to a viewer, against its emotional job."""
