"""Training of the scene network: labelled pictures, examples made from them, losses, and the command."""
