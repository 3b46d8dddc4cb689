"""Read Instagram by the official interface: the own account with insights, other accounts by discovery."""
