"""How the IRM prints its ratings: boxes and overviews of marks, forms, cards, labelled lines and sentences."""
