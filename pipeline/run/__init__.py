"""Hold what one run of Pantau needs: context, stop, progress, secrets."""
