"""One run: from the documents of files to diagnostics, each located once and marked with what hides it."""
