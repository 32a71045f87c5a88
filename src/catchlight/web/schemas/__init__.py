"""What goes over the wire: a pydantic model a shape. The page's typed client is made from them."""
