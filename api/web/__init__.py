"""The service: open resources and stateless answers over HTTP, the same JSON as the command line."""
