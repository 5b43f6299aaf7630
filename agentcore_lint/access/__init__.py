"""Who gets in: the decision on one request, and the search for a request."""
