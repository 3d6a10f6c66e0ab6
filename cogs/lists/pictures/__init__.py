"""Pictures of lists: counts, draws, describes and shares them."""
