"""What single questions do: how hard and how sharp they are, fair to whom, and scores by them."""
