"""What leans on the inside of Streamlit, on the Streamlit that is installed."""
