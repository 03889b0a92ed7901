"""What the scene network learns from and how: labelled pictures, examples made of them, losses, the command."""
