"""The faces: pages for citizens and staff, and the API. Handlers parse, call and render; they decide nothing."""
