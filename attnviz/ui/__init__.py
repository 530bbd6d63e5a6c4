"""What learners see and touch: the only package that imports streamlit."""
