"""Pictures of a list: what is counted, drawn, said beside it and shared."""
