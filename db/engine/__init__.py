"""The database: its connections, its schema, and how rows become objects."""
