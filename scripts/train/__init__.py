"""Training of the networks in flowanim/nets: data, losses, the loop, and one entry a network. Not shipped."""
