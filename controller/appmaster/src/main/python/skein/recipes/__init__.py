"""Programs to run as services: python -m skein.recipes.jupyter_notebook, and .ipython_kernel."""
