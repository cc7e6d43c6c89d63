"""What goes in and what comes out, to be looked at: plans as pictures."""
