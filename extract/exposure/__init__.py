"""What in a text could identify a victim, a child, a suspect or another private person."""
