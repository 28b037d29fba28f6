"""The embedded Prefect server and the served flows as processes of this machine: started, watched, stopped."""
