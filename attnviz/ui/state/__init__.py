"""What a session is about: pages, the address, controls, drafts."""
