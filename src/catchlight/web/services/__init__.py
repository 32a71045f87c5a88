"""What the routes and the tasks do, in terms of the library."""
