FROM python:3.13-slim

RUN useradd --create-home attnviz
WORKDIR /home/attnviz/app

# First, so that a change of the code does not install everything anew.
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt

COPY LICENSE README.md app.py ./
COPY .streamlit .streamlit
COPY pages pages
COPY attnviz attnviz
RUN python -m compileall -q app.py pages attnviz

# Each thread may else keep memory of its own that is free.
ENV MALLOC_ARENA_MAX=2
USER attnviz
EXPOSE 8501
# A server that answers without being well answers otherwise: so the body counts.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-m", "attnviz.ui.compute.health"]
CMD ["python", "-m", "streamlit", "run", "app.py", "--server.address=0.0.0.0", \
     "--server.headless=true", "--server.fileWatcherType=none"]
