"""The command line: its flags, its commands, and what they print. It needs no Streamlit."""
