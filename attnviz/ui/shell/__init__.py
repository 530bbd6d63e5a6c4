"""What stands around every page: menu, controls, sharing, the server's own."""
